"""Vietnamese typed before Unicode: TCVN3 (ABC, fonts .Vn…), VNI (fonts VNI-…) and Windows-1258, told apart and read.

Such text is a row of Latin-1 letters that only its font showed rightly: "Néi dung" is "Nội dung" in TCVN3, "Noäi dung"
in VNI. `guess` says which of them a text is in, `decoded` reads it.
"""

import re
import unicodedata

LABELS = {"tcvn3": "TCVN3 (ABC)", "vni": "VNI", "cp1258": "Windows-1258"}

_TCVN3 = dict(zip(
    "µ¶·¸¹" "¨»¼½¾Æ" "©ÇÈÉÊË" "®" "ÌÎÏÐÑ" "ªÒÓÔÕÖ" "×ØÜÝÞ" "ßáâãä" "«åæçèé" "¬êëìíî" "ïñòóô" "\xadõö÷øù" "úûüýþ" "¡¢£¤¥¦§",
    "àảãáạ" "ăằẳẵắặ" "âầẩẫấậ" "đ" "èẻẽéẹ" "êềểễếệ" "ìỉĩíị" "òỏõóọ" "ôồổỗốộ" "ơờởỡớợ" "ùủũúụ" "ưừửữứự" "ỳỷỹýỵ" "ĂÂÊÔƠƯĐ",
    strict=True,
))  # fmt: skip

# VNI writes the letter, then its mark.
_VNI_MARKED = {
    "a": "ùáøàûảõãïạêăââéắèằúẳüẵëặáấàầåẩãẫäậ", "e": "ùéøèûẻõẽïẹâêáếàềåểãễäệ", "o": "ùóøòûỏõõïọâôáốàồåổãỗäộ",
    "u": "ùúøùûủõũïụ", "y": "ùýøỳûỷõỹ", "ô": "ùớøờûởõỡïợ", "ö": "ùứøừûửõữïự",
}  # fmt: skip
_VNI_ALONE = dict(zip("íìæóòôöîñ", "íìỉĩịơưỵđ", strict=True))


def _vni():
    found = {}
    for base, pairs in _VNI_MARKED.items():
        for mark, letter in zip(pairs[::2], pairs[1::2], strict=True):
            found[base + mark] = letter
            found[base.upper() + mark.upper()] = found[base.upper() + mark] = letter.upper()
    for sign, letter in _VNI_ALONE.items():
        found[sign], found[sign.upper()] = letter, letter.upper()
    return found


_VNI = _vni()
_VNI_SIGNS = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))
_MODERN = re.compile("[ĂăĐđĨĩŨũƠơƯư\u0300-\u0323\u1ea0-\u1ef9]")
# Letters of Latin-1 that Vietnamese does not have.
_FOREIGN = set("äåæçëïîðñöøûüþßÿ") | set("ÄÅÆÇËÏÎÐÑÖØÛÜÞ")
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_SYLLABLE = re.compile(
    r"(ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?("
    r"(uyê|oa|oă|oe|uy|uâ|uê|uô|uơ|ươ|iê|yê|[aăâeêioôơuưy])(ng|[cmnpt])?|(oa|uy|uê|[aêiy])(ch|nh)"
    r"|uyu|uya|oai|oay|oeo|uây|uôi|ươi|ươu|iêu|yêu|ai|ao|au|ay|âu|ây|eo|êu|ia|iu|oi|ôi|ơi|ua|ui|ưa|ưi|ưu)"
)


def decoded(text, encoding):
    """A text of an old encoding (`LABELS`) in Unicode. Characters that it does not have stay."""
    if encoding == "tcvn3":
        return _capitals(text, "".join(_TCVN3.get(char, char) for char in text))
    if encoding == "vni":
        return _VNI_SIGNS.sub(lambda sign: _VNI[sign[0]], text)
    if encoding == "cp1258":
        try:
            return unicodedata.normalize("NFC", text.encode("cp1252").decode("cp1258"))
        except UnicodeError:
            return text
    return text


def _capitals(old, new):
    """Capitals of TCVN3 come from the font: a word whose plain letters are all capital is one."""
    parts = zip(re.split(r"(\s+)", old), re.split(r"(\s+)", new), strict=True)
    whole = _is_capital(old, 3)
    return "".join(word.upper() if whole or _is_capital(before, 2) else word for before, word in parts)


def _is_capital(text, least):
    plain = re.findall(r"[A-Za-z]", text)
    return len(plain) >= least and "".join(plain).isupper()


def soundness(text):
    """Which share of the words with signs beyond ASCII are Vietnamese syllables, 0 to 1; 1 where there are none."""
    words = [word for word in re.split(r"[\s\x00-\x2f:-@\[-`{-\x7f0-9]+", text) if not word.isascii()]
    if not words:
        return 1.0
    return sum(_is_syllable(word) for word in words) / len(words)


def _is_syllable(word):
    toneless = unicodedata.normalize("NFC", _TONES.sub("", unicodedata.normalize("NFD", word.lower())))
    return not _FOREIGN & set(word) and _SYLLABLE.fullmatch(toneless) is not None


def guess(text):
    """The old encoding that a text is most likely in; None when it is plain or already Unicode."""
    if text.isascii() or _MODERN.search(unicodedata.normalize("NFC", text)):
        return None
    before = soundness(text)
    scores = {name: soundness(decoded(text, name)) for name in LABELS if decoded(text, name) != text}
    best = max(scores, key=scores.get, default=None)
    return best if best and scores[best] >= 0.75 and scores[best] > before else None
