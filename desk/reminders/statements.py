"""The statements of the sweep. Everything that varies comes in as a parameter.

It starts from the index of open deadlines by day: `called` says which due dates call for a step.
"""

# Who sees what: as `VisibleQuerySet.visible_to`, over all people at once (`d` a deadline, `s` a seat).
VISIBLE = """
  (CASE WHEN s.role = 'agency'
    THEN EXISTS (SELECT 1 FROM core_share x WHERE x.body_id = s.body_id AND x.record_id = d.record_id)
    ELSE s.home_id IN (d.holder_id, d.parent_id, d.grand_id) END)
  AND d.kind || ':' || s.role <> ALL (%(closed)s::text[])
"""

COUNCILS = """
council AS MATERIALIZED (
  SELECT b.id, b.parent_id, p.parent_id AS grand_id,
    CASE WHEN b.id = ANY (%(owners)s::bigint[]) THEN b.id WHEN p.id = ANY (%(owners)s::bigint[]) THEN p.id
      WHEN p.parent_id = ANY (%(owners)s::bigint[]) THEN p.parent_id ELSE 0 END AS ladder
  FROM core_body b LEFT JOIN core_body p ON p.id = b.parent_id WHERE b.home_id IS NULL
)
"""

SEATS = """
seat AS MATERIALIZED (
  SELECT m.id AS membership_id, m.user_id, m.role, m.body_id, b.kind AS body_kind, coalesce(b.home_id, b.id) AS home_id,
    u.email <> '' AND coalesce(c.by_mail, true) AS by_mail
  FROM council_membership m
  JOIN council_user u ON u.id = m.user_id AND u.is_active
  JOIN core_body b ON b.id = m.body_id
  LEFT JOIN desk_reminderchoice c ON c.user_id = m.user_id
  WHERE m.from_on <= %(day)s AND (m.to_on IS NULL OR m.to_on >= %(day)s)
)
"""

# Which seats are addressed when a body is: its people, its head, the chair; `keeper` where nobody else can be told.
ADDRESSES = """
address AS MATERIALIZED (
  SELECT 'debtor' AS audience, s.body_id AS target_id, s.* FROM seat s
  WHERE s.body_kind <> 'council' AND s.role <> 'admin'
  UNION ALL
  SELECT 'debtor', s.home_id, s.* FROM seat s WHERE s.role = ANY (%(keepers)s::text[])
  UNION ALL
  SELECT 'keeper', s.home_id, s.* FROM seat s WHERE s.role = ANY (%(keepers)s::text[])
  UNION ALL
  SELECT 'head', s.body_id, s.* FROM seat s WHERE s.role IN ('head', 'chair')
  UNION ALL
  SELECT 'head', b.id, s.* FROM seat s JOIN core_body b ON b.home_id = s.home_id AND b.kind IN ('standing', 'office')
  WHERE s.role = 'chair' AND s.body_id <> b.id
  UNION ALL
  SELECT 'head', p.body_id, s.* FROM council_post p
  JOIN council_delegate g ON g.id = p.delegate_id
  JOIN seat s ON s.user_id = g.user_id
  WHERE p.title IN ('head', 'leader', 'chair') AND p.from_on <= %(day)s AND (p.to_on IS NULL OR p.to_on >= %(day)s)
  UNION ALL
  SELECT 'chair', s.home_id, s.* FROM seat s WHERE s.role = 'chair'
)
"""

# Each stage is a table of its own, analysed before the next: the planner cannot guess how many rows a ladder calls.
STAGES = [
    f"""
CREATE TEMP TABLE remind_due ON COMMIT DROP AS
WITH called (ladder, step, audience, due_on) AS (
  SELECT * FROM unnest(%(ladders)s::bigint[], %(steps)s::text[], %(audiences)s::text[], %(dues)s::date[])
),
{COUNCILS},
d AS MATERIALIZED (
  SELECT id, record_id, holder_id, owed_by_id, due_on, owed FROM core_deadline
  WHERE due_on = ANY (%(days)s::date[]) AND met_on IS NULL AND waived_on IS NULL AND due_on IS NOT NULL
)
SELECT d.id, d.record_id, d.holder_id, coalesce(d.owed_by_id, d.holder_id) AS debtor_id,
  CASE c.audience WHEN 'chair' THEN d.holder_id ELSE coalesce(d.owed_by_id, d.holder_id) END AS target_id,
  d.due_on, d.owed, c.step, c.audience, k.parent_id, k.grand_id,
  r.kind, coalesce(nullif(r.code, ''), CASE WHEN r.kind <> ALL (%(limited)s::text[]) THEN left(r.title, 80) END) AS name
FROM d
JOIN council k ON k.id = d.holder_id
JOIN called c ON c.due_on = d.due_on AND c.ladder = k.ladder
JOIN core_record r ON r.id = d.record_id
""",  # noqa: S608
    f"CREATE TEMP TABLE remind_address ON COMMIT DROP AS WITH {SEATS}, {ADDRESSES} SELECT * FROM address",  # noqa: S608
    "ANALYZE remind_due, remind_address",
    f"""
CREATE TEMP TABLE remind_told ON COMMIT DROP AS
SELECT d.id AS deadline_id, d.record_id, d.debtor_id, d.step, d.audience, d.due_on, d.owed, d.name,
  s.user_id, s.membership_id, s.by_mail
FROM remind_due d JOIN remind_address s ON s.audience = d.audience AND s.target_id = d.target_id
WHERE {VISIBLE}
""",  # noqa: S608
    "ANALYZE remind_told",
]

# Where nobody could be told, those who keep the register are: they chase it by paper.
FALLBACK = f"""
INSERT INTO remind_told
SELECT d.id, d.record_id, d.debtor_id, d.step, d.audience, d.due_on, d.owed, d.name, s.user_id, s.membership_id, s.by_mail
FROM remind_due d JOIN remind_address s ON s.audience = 'keeper' AND s.target_id = d.holder_id
WHERE d.audience IN ('debtor', 'head') AND {VISIBLE}
  AND NOT EXISTS (SELECT 1 FROM remind_told n WHERE n.deadline_id = d.id AND n.step = d.step)
"""  # noqa: S608
FORGET = "DROP TABLE IF EXISTS pg_temp.remind_due, pg_temp.remind_address, pg_temp.remind_told"

UNVEIL = """
DELETE FROM remind_told t USING unnest(%(memberships)s::bigint[], %(records)s::bigint[]) AS v (membership_id, record_id)
WHERE t.membership_id = v.membership_id AND t.record_id = v.record_id
"""

# The mail of a day to come waits until after that day's sweep, which may add to it (07:30).
# A digest that nobody has begun may still take reminders in; it is locked so that nobody begins it now.
HOLD_DIGESTS = (
    "SELECT id FROM desk_digest WHERE state = 'waiting' AND day >= %(mail_from)s ORDER BY id FOR UPDATE"
)

TELL = """
WITH mailing AS (
  SELECT p.user_id, coalesce(
    (SELECT max(g.day) + 1 FROM desk_digest g
     WHERE g.person_id = p.user_id AND g.day >= %(mail_from)s AND g.state <> 'waiting'), %(mail_from)s) AS mail_on
  FROM (SELECT DISTINCT user_id FROM remind_told WHERE by_mail) p
),
chosen AS MATERIALIZED (
  SELECT DISTINCT ON (t.deadline_id, t.step, t.user_id) t.*, m.mail_on
  FROM remind_told t LEFT JOIN mailing m ON m.user_id = t.user_id
  ORDER BY t.deadline_id, t.step, t.user_id
),
fresh AS (
  INSERT INTO desk_reminder (deadline_id, person_id, step, due_on, told_on, mail_on, created_at)
  SELECT deadline_id, user_id, step, due_on, %(day)s, mail_on, %(now)s FROM chosen
  ON CONFLICT DO NOTHING
  RETURNING deadline_id, person_id, step, mail_on
),
noted AS (
  INSERT INTO core_notice (user_id, record_id, text, url, key, created_at)
  SELECT c.user_id, c.record_id, left(concat_ws(' · ',
      CASE c.audience WHEN 'head' THEN 'Báo người đứng đầu. ' WHEN 'chair' THEN 'Báo Chủ tịch. ' ELSE '' END ||
      CASE WHEN c.due_on < %(day)s THEN 'Quá hạn ' || (%(day)s - c.due_on) || ' ngày'
        WHEN c.due_on = %(day)s THEN 'Đến hạn hôm nay' ELSE 'Còn ' || (c.due_on - %(day)s) || ' ngày' END ||
      ' (hạn ' || to_char(c.due_on, 'DD/MM/YYYY') || '): ' || c.owed,
      c.name, CASE WHEN c.audience <> 'debtor' THEN b.short_name END), 400),
    replace(%(address)s, '0', c.record_id::text),
    'remind:' || c.deadline_id || ':' || c.step || ':' || c.due_on, %(now)s
  FROM chosen c JOIN core_body b ON b.id = c.debtor_id
  JOIN fresh f ON f.deadline_id = c.deadline_id AND f.person_id = c.user_id AND f.step = c.step
  ON CONFLICT DO NOTHING
),
queued AS (
  INSERT INTO desk_digest (person_id, day, state, next_at, claimed_by, attempts, uncertain, error)
  SELECT DISTINCT person_id, mail_on, 'waiting',
    CASE WHEN mail_on > %(mail_from)s THEN (mail_on + time '07:30') AT TIME ZONE %(zone)s ELSE %(now)s END, '', 0, 0, ''
  FROM fresh WHERE mail_on IS NOT NULL
  ON CONFLICT DO NOTHING
  RETURNING person_id
)
SELECT step, count(*), count(DISTINCT person_id) FROM fresh GROUP BY step
UNION ALL SELECT '', count(DISTINCT person_id), (SELECT count(*) FROM queued) FROM fresh
"""
