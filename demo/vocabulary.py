"""Words that demonstration texts are put together from: names of people, matters, places."""


def words(text):
    """The words of a text."""
    return text.split()


FAMILIES = words("""
    Nguyễn Trần Lê Phạm Hoàng Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Trịnh Đoàn Mai Tạ Lương Phan Cao Lại
    Chu Hà
""")
MIDDLES_M = words("""
    Văn Đức Hữu Quang Minh Xuân Đình Công Ngọc Thanh Bá Trọng
""")
MIDDLES_F = words("""
    Thị Thu Ngọc Thanh Kim Hồng Bích Phương
""")
GIVEN_M = words("""
    An Ân Bảo Bình Cường Chiến Dũng Duy Đạt Định Đông Giang Hải Hiếu Hòa Hùng Huy Khang Lâm Long Mạnh
    Nam Nghĩa Phúc Quân Sơn Tài Thắng Toản Trung Tuấn Việt
""")
GIVEN_F = words("""
    Ánh Ân Chi Dung Duyên Giang Hà Hạnh Hiền Hoa Hòa Hồng Huệ Hương Lan Liên Loan Mai Nga Ngân Nhung
    Oanh Phượng Quyên Tâm Thảo Thúy Trang Tuyết Vân Xuân Yến
""")


def person(rng):
    """(honorific, full name) of an invented person, from a `random.Random`."""
    woman = rng.random() < 0.4
    middles, given = (MIDDLES_F, GIVEN_F) if woman else (MIDDLES_M, GIVEN_M)
    name = f"{rng.choice(FAMILIES)} {rng.choice(middles)} {rng.choice(given)}"
    return ("bà" if woman else "ông"), name
