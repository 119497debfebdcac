"""What the tables need from Postgres: Vietnamese text functions and the history's function."""

from django.contrib.postgres.operations import BtreeGinExtension, TrigramExtension, UnaccentExtension
from django.db import migrations

TEXT = r"""
CREATE FUNCTION vn_fold(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
$$ SELECT lower(public.unaccent('public.unaccent'::regdictionary,
                              CASE WHEN $1 IS NFC NORMALIZED THEN $1 ELSE normalize($1, NFC) END)) $$;

-- Spaces are left alone: what is replaced is rare, and the whole takes half the time for it.
CREATE FUNCTION vn_words(text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
$$ SELECT to_tsvector('pg_catalog.simple'::regconfig, regexp_replace(public.vn_fold($1), '[^a-z0-9 ]', ' ', 'g')) $$;

-- One letter per letter of the alphabet in its order, tones apart; they break ties at the end of the key:
-- ngang, huyền, hỏi, ngã, sắc, nặng.
CREATE FUNCTION vn_key(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  WITH plain AS (
    SELECT translate(lower(normalize($1, NFC)),
      'àằầèềìòồờùừỳảẳẩẻểỉỏổởủửỷãẵẫẽễĩõỗỡũữỹáắấéếíóốớúứýạặậẹệịọộợụựỵ',
      'aăâeêioôơuưyaăâeêioôơuưyaăâeêioôơuưyaăâeêioôơuưyaăâeêioôơuưy') AS letters,
      regexp_replace(translate(lower(normalize($1, NFC)),
      'àằầèềìòồờùừỳảẳẩẻểỉỏổởủửỷãẵẫẽễĩõỗỡũữỹáắấéếíóốớúứýạặậẹệịọộợụựỵ',
      '111111111111222222222222333333333333444444444444555555555555'), '[^1-5 ]', '0', 'g') AS tones)
  SELECT translate(letters, 'aăâbcdđeêfghijklmnoôơpqrstuưvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg') || '!' || tones FROM plain
$$;

-- A person's name: given name, then family name, then middle names.
CREATE FUNCTION vn_name_key(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  WITH words AS (SELECT regexp_split_to_array(btrim($1), '\s+') AS w)
  SELECT public.vn_key(concat_ws(' ', w[array_length(w, 1)], CASE WHEN array_length(w, 1) > 1 THEN w[1] END,
    array_to_string(w[2:array_length(w, 1) - 1], ' '))) FROM words
$$;
"""

HISTORY = r"""
CREATE FUNCTION nt_note_change(tbl text, op text, was jsonb, now_ jsonb, record_col text, pk_col text, skip text[], hide text[])
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  o jsonb := coalesce(was, '{}') - skip; n jsonb := coalesce(now_, '{}') - skip; k text;
  b jsonb := '{}'; a jsonb := '{}';
BEGIN
  FOR k IN SELECT jsonb_object_keys(o || n) LOOP
    IF op <> 'UPDATE' OR (o -> k) IS DISTINCT FROM (n -> k) THEN
      IF k = ANY(hide) THEN
        IF o ? k THEN b := b || jsonb_build_object(k, '•••'); END IF;
        IF n ? k THEN a := a || jsonb_build_object(k, '•••'); END IF;
      ELSE
        IF o ? k AND o -> k <> 'null' THEN b := b || jsonb_build_object(k, o -> k); END IF;
        IF n ? k AND (op = 'UPDATE' OR n -> k <> 'null') THEN a := a || jsonb_build_object(k, n -> k); END IF;
      END IF;
    END IF;
  END LOOP;
  IF op = 'UPDATE' AND a = '{}' AND b = '{}' THEN RETURN; END IF;
  INSERT INTO core_historyentry (at, record_id, table_name, row_id, op, before, after, actor_id, verb, note)
  VALUES (now(), nullif(coalesce(now_, was) ->> nullif(record_col, ''), '')::bigint, tbl,
    (coalesce(now_, was) ->> pk_col)::bigint, op, nullif(b, '{}'), nullif(a, '{}'),
    nullif(current_setting('nt.actor', true), '')::bigint, coalesce(current_setting('nt.verb', true), ''),
    coalesce(current_setting('nt.note', true), ''));
END $$;
"""

NAMES = ["vn_name_key(text)", "vn_key(text)", "vn_words(text)", "vn_fold(text)"]


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        BtreeGinExtension(),
        migrations.RunSQL(TEXT, ";".join(f"DROP FUNCTION {name}" for name in NAMES)),
        migrations.RunSQL(
            HISTORY, "DROP FUNCTION nt_note_change(text, text, jsonb, jsonb, text, text, text[], text[])"
        ),
    ]
