"""Texts as they stand in the registers: a few thousand combinations, with rare words among common ones."""

from demo.vocabulary import FAMILIES, GIVEN_F, GIVEN_M, person, words

ASKS = [
    "Đề nghị sửa chữa", "Đề nghị sớm khắc phục", "Cử tri phản ánh", "Đề nghị kiểm tra", "Đề nghị trả lời về", "Kiến nghị đầu tư",
    "Đề nghị đẩy nhanh tiến độ", "Cử tri đề nghị xem xét", "Đề nghị công khai", "Cử tri bức xúc về", "Đề nghị bố trí vốn cho",
    "Đề nghị xử lý dứt điểm", "Kiến nghị làm rõ trách nhiệm về", "Đề nghị hướng dẫn về",
]  # fmt: skip
MATTERS = [
    ("irrigation", "cống thoát nước bị tắc gây ngập"), ("irrigation", "kênh tưới bồi lấp, thiếu nước vụ mùa"),
    ("irrigation", "trạm bơm hỏng máy trước mùa mưa"), ("traffic", "mặt đường xuống cấp, nhiều ổ gà"),
    ("traffic", "đèn chiếu sáng hỏng, đi lại buổi tối không an toàn"), ("traffic", "đèn tín hiệu tại ngã tư"),
    ("traffic", "xe quá tải làm hỏng đường dân sinh"), ("traffic", "cầu hẹp, lan can gãy"), ("building", "vỉa hè bị lấn chiếm"),
    ("building", "công trình xây dựng sai phép"), ("building", "chung cư cũ nứt tường, thấm dột"),
    ("building", "dự án khu nhà ở chậm hoàn trả hạ tầng"), ("environment", "rác thải tồn đọng gây mùi hôi"),
    ("environment", "cơ sở sản xuất xả khói bụi"), ("environment", "nước thải chảy thẳng ra sông"),
    ("environment", "bãi tập kết rác gần khu dân cư"), ("land", "chậm cấp giấy chứng nhận quyền sử dụng đất"),
    ("land", "quy hoạch treo nhiều năm"), ("land", "giấy chứng nhận cấp sai diện tích"),
    ("land", "bồi thường giải phóng mặt bằng"),
    ("education", "trường học quá tải, sĩ số lớp đông"), ("education", "các khoản thu đầu năm học"),
    ("education", "trường mầm non thiếu giáo viên"), ("health", "trạm y tế thiếu thuốc, thiếu bác sĩ"),
    ("health", "khám sức khỏe định kỳ cho người cao tuổi"), ("welfare", "chế độ cho người có công"),
    ("welfare", "xét hộ nghèo, hộ cận nghèo"), ("welfare", "trợ cấp xã hội chi trả chậm"), ("culture", "nhà văn hóa xuống cấp"),
    ("culture", "thiếu sân chơi cho trẻ em"), ("security", "trộm cắp vặt, đua xe ban đêm"),
    ("security", "tụ điểm cờ bạc, ma túy"),
    ("justice", "thủ tục hành chính phải đi lại nhiều lần"), ("finance", "quỹ vận động thu chưa công khai"),
    ("agriculture", "hỗ trợ giống, phân bón sau ngập úng"), ("agriculture", "chuột phá lúa, cần diệt tập trung"),
]  # fmt: skip
SYLLABLES = words("""
    An Bình Châu Đông Giang Hạ Hòa Khê Kim Lạc Lâm Liên Long Lộc Mai Minh Mỹ Nam Ngọc Nhân Phong Phú Phúc Quang
    Sơn Tân Thanh Thiện Thịnh Thọ Thượng Tiên Trung Trường Tường Vân Vĩnh Vũ Xuân Yên Đoài Cẩm Diễn Hưng Khánh
    Lương Nghĩa Quỳnh Thạch Uyên
""")
PLACES = ["tổ dân phố", "thôn", "xóm", "khu phố", "khu tập thể", "xóm mới"]
PETITIONS = {
    "complaint": ["Khiếu nại quyết định thu hồi đất", "Khiếu nại phương án bồi thường", "Khiếu nại quyết định xử phạt",
                  "Khiếu nại việc từ chối cấp giấy chứng nhận", "Khiếu nại việc cắt trợ cấp xã hội"],
    "denunciation": ["Tố cáo cán bộ thu tiền ngoài quy định", "Tố cáo lập khống danh sách hỗ trợ", "Tố cáo chi sai quỹ",
                     "Tố cáo giao đất trái thẩm quyền"],
    "recommendation": ["Phản ánh công trình xây dựng sai phép", "Kiến nghị trả kết quả hồ sơ chậm", "Phản ánh ô nhiễm môi trường",
                       "Đề nghị giải quyết tranh chấp ranh giới", "Kiến nghị sửa đường, cống", "Hỏi về thủ tục hành chính"],
    "mixed": ["Vừa khiếu nại bồi thường vừa kiến nghị tái định cư", "Khiếu nại và phản ánh nhiều nội dung về đất đai"],
}  # fmt: skip
PETITION_FIELDS = [
    "land",
    "clearance",
    "building",
    "traffic",
    "environment",
    "welfare",
    "officials",
    "justice",
]


class Writer:
    """Texts from a `random.Random`; `street` and `house` bring in the rare words."""

    def __init__(self, rng):
        self.rng = rng

    def one(self, items):
        return items[int(self.rng.random() * len(items))]

    def where(self):
        street = f"{self.one(SYLLABLES)} {self.one(SYLLABLES)}"
        number = int(self.rng.random() ** 2 * 9000) + 1
        return f"đường {street}, ngõ {number}, {self.one(PLACES)} {self.one(SYLLABLES)} {int(self.rng.random() * 30) + 1}"

    def opinion(self):
        """(field, text)."""
        field, matter = self.one(MATTERS)
        return field, f"{self.one(ASKS)} {matter} tại {self.where()}"

    def petition(self, kind):
        """(field, text)."""
        return self.one(PETITION_FIELDS), f"{self.one(PETITIONS[kind])} tại {self.where()}"

    def name(self):
        return person(self.rng)[1] if self.rng.random() < 0.2 else self._full()

    def _full(self):
        given = self.one(GIVEN_F if self.rng.random() < 0.5 else GIVEN_M)
        return f"{self.one(FAMILIES)} {self.one(SYLLABLES)} {given}"
