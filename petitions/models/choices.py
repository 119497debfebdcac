"""The words that the law and the register use for petitions."""

from django.db import models


class Kind(models.TextChoices):
    """Kinds of petition (Circular 05/2021/TT-TTCP)."""

    COMPLAINT = "complaint", "Khiếu nại"
    DENUNCIATION = "denunciation", "Tố cáo"
    RECOMMENDATION = "recommendation", "Kiến nghị, phản ánh"
    MIXED = "mixed", "Nhiều nội dung"


class Source(models.TextChoices):
    POST = "post", "Qua bưu chính"
    IN_PERSON = "in_person", "Nộp trực tiếp"
    BOX = "box", "Hộp thư góp ý"
    DELEGATE = "delegate", "Đại biểu chuyển đến"
    FRONT = "front", "Mặt trận Tổ quốc chuyển đến"
    PRESS = "press", "Cơ quan báo chí chuyển đến"
    ONLINE = "online", "Trực tuyến"
    RECEPTION = "reception", "Tại buổi tiếp công dân"
    OTHER = "other", "Nguồn khác"


class SenderKind(models.TextChoices):
    PERSON = "person", "Cá nhân"
    GROUP = "group", "Nhóm người"
    ORGANISATION = "organisation", "Cơ quan, tổ chức"


class Field(models.TextChoices):
    """The field of public life that a petition concerns."""

    LAND = "land", "Đất đai, tài nguyên"
    CLEARANCE = "clearance", "Bồi thường, giải phóng mặt bằng"
    BUILDING = "building", "Xây dựng, đô thị"
    TRAFFIC = "traffic", "Giao thông"
    ENVIRONMENT = "environment", "Môi trường"
    EDUCATION = "education", "Giáo dục"
    HEALTH = "health", "Y tế"
    WELFARE = "welfare", "Lao động, chính sách xã hội"
    OFFICIALS = "officials", "Cán bộ, công chức"
    JUSTICE = "justice", "Tư pháp, hành chính"
    FINANCE = "finance", "Tài chính, ngân sách"
    SECURITY = "security", "An ninh, quốc phòng"
    OTHER = "other", "Lĩnh vực khác"


class Instance(models.TextChoices):
    FIRST = "first", "Lần đầu"
    SECOND = "second", "Lần hai"


class Test(models.TextChoices):
    """The seven tests of a complex case (Decree 155/2026, article 2; Decree 31/2019, article 3)."""

    PLACES = "places", "Từ hai địa điểm trở lên"
    CONTENTS = "contents", "Từ hai nội dung trở lên"
    PEOPLE = "people", "Nhiều người cùng khiếu nại, tố cáo"
    FOREIGN = "foreign", "Có yếu tố nước ngoài"
    AGENCIES = "agencies", "Liên quan nhiều cơ quan"
    DISAGREEMENT = "disagreement", "Các cơ quan có ý kiến khác nhau"
    EVIDENCE = "evidence", "Chứng cứ mâu thuẫn"


class Fault(models.TextChoices):
    """Why a petition is filed without action (Circular 07/2014/TT-TTCP, article 6)."""

    LANGUAGE = "language", "Không viết bằng tiếng Việt"
    DATE = "date", "Không ghi ngày, tháng, năm viết đơn"
    SENDER = "sender", "Không rõ họ tên, địa chỉ người viết đơn"
    SIGNATURE = "signature", "Không có chữ ký hoặc điểm chỉ"
    RIGHT_BODY = "right_body", "Đã gửi đúng cơ quan có thẩm quyền"
    GUIDED = "guided", "Đã được hướng dẫn một lần về cùng nội dung"
    DUPLICATE = "duplicate", "Đơn trùng"
    OTHER = "other", "Lý do khác"


class Outcome(models.TextChoices):
    """What the competent body found."""

    RIGHT = "right", "Đúng"
    PARTLY = "partly", "Đúng một phần"
    WRONG = "wrong", "Sai"
    EXPLAINED = "explained", "Giải thích, trả lời"


class Check(models.TextChoices):
    """What makes a petition qualified (Circular 07/2014/TT-TTCP, article 6; Law 25/2018, article 25)."""

    LANGUAGE = "language", "Viết bằng tiếng Việt (hoặc có bản dịch)"
    DATE = "date", "Ghi rõ ngày, tháng, năm viết đơn"
    SENDER = "sender", "Ghi rõ họ tên, địa chỉ người viết đơn"
    SIGNATURE = "signature", "Có chữ ký hoặc điểm chỉ"
    NEW = "new", "Chưa được hướng dẫn về cùng nội dung, không gửi đồng thời cơ quan đúng thẩm quyền"
    EVIDENCE = (
        "evidence",
        "Tố cáo không rõ người gửi nhưng có tài liệu, chứng cứ cụ thể để thẩm tra, xác minh",
    )


class Relation(models.TextChoices):
    """How a petition goes on from an earlier one of the same sender."""

    RESENT = "resent", "Gửi lại, nhắc lại cùng nội dung"
    SECOND = "second", "Khiếu nại lần hai"
    FURTHER = "further", "Tố cáo tiếp"
    PART = "part", "Tách từ đơn nhiều nội dung"


class Refusal(models.TextChoices):
    """Why a person is not received (Law 42/2013, article 9)."""

    UNABLE = "unable", "Say do dùng chất kích thích, mất khả năng nhận thức, điều khiển hành vi"
    THREAT = "threat", "Đe dọa, xúc phạm, gây rối nơi tiếp công dân"
    FINAL = (
        "final",
        "Đã có quyết định giải quyết hết thẩm quyền, đã được tiếp, giải thích nhưng vẫn cố tình kéo dài",
    )
    OTHER = "other", "Trường hợp khác theo quy định của pháp luật"


class ReceptionKind(models.TextChoices):
    STANDING = "standing", "Thường xuyên"
    PERIODIC = "periodic", "Định kỳ"
    URGENT = "urgent", "Đột xuất"
