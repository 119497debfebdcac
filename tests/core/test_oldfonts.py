"""Vietnamese of the fonts before Unicode, by table."""

import pytest

from core.oldfonts import decoded, guess

OLD = [
    ("Néi dung kiÕn nghÞ", "tcvn3", "Nội dung kiến nghị"),
    ("§Ò nghÞ n¹o vÐt r·nh tho¸t n\xadíc", "tcvn3", "Đề nghị nạo vét rãnh thoát nước"),
    ("HéI §åNG NH¢N D¢N", "tcvn3", "HỘI ĐỒNG NHÂN DÂN"),
    ("CéNG HßA X· HéI CHñ NGHÜA VIÖT NAM", "tcvn3", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    ("Uû ban nh©n d©n phêng Lª Hång Phong", "tcvn3", "Uỷ ban nhân dân phờng Lê Hồng Phong"),
    ("Thµnh phè Hµ Néi", "tcvn3", "Thành phố Hà Nội"),
    ("LÜnh vùc", "tcvn3", "Lĩnh vực"),
    ("Noäi dung kieán nghò", "vni", "Nội dung kiến nghị"),
    ("Naïo veùt raõnh thoaùt nöôùc", "vni", "Nạo vét rãnh thoát nước"),
    ("Nguyeãn Vaên An", "vni", "Nguyễn Văn An"),
    ("ÑEÀ NGHÒ NAÂNG CAÁP ÑÖÔØNG", "vni", "ĐỀ NGHỊ NÂNG CẤP ĐƯỜNG"),
    ("Thaønh phoá Hoà Chí Minh", "vni", "Thành phố Hồ Chí Minh"),
    (
        "Giaûi quyeát kieán nghò cöû tri, Lyù Thöôøng Kieät",
        "vni",
        "Giải quyết kiến nghị cử tri, Lý Thường Kiệt",
    ),
    ("ÐÒ nghi", None, "ÐÒ nghi"),
    ("ðêÌ nghiò taÞi thôn", "cp1258", "đề nghị tãi thôn"),
]
PLAIN = [
    "",
    "Rãnh thoát nước",
    "Nạo vét",
    "cô giáo và bé",
    "Nguyen Van A",
    "12/10/2026",
    "café",
    "Đường Trần Hưng Đạo",
    "hoà",
]


@pytest.mark.parametrize("old, encoding, new", OLD)
def test_an_old_text_is_recognised_and_read(old, encoding, new):
    assert guess(old) == encoding
    assert decoded(old, encoding) == new


@pytest.mark.parametrize("text", PLAIN)
def test_unicode_is_left_alone(text):
    assert guess(text) is None


LETTERS = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ"


def test_every_letter_has_its_sign_in_tcvn3_and_vni():
    from core.oldfonts import _TCVN3, _VNI

    assert set(LETTERS) <= set(_TCVN3.values()) and set(LETTERS + LETTERS.upper()) <= set(_VNI.values())
    assert len(set(_TCVN3.values())) == len(_TCVN3)
