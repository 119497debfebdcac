"""What an opinion is about, and who can decide on it."""

from django.db import models


class Field(models.TextChoices):
    """The field of public life that an opinion concerns."""

    LAND = "land", "Đất đai, tài nguyên"
    BUILDING = "building", "Xây dựng, đô thị"
    TRAFFIC = "traffic", "Giao thông"
    IRRIGATION = "irrigation", "Thủy lợi, thoát nước"
    ENVIRONMENT = "environment", "Môi trường"
    AGRICULTURE = "agriculture", "Nông nghiệp"
    EDUCATION = "education", "Giáo dục"
    HEALTH = "health", "Y tế"
    WELFARE = "welfare", "Lao động, chính sách xã hội"
    CULTURE = "culture", "Văn hóa, thông tin"
    SECURITY = "security", "An ninh, quốc phòng"
    JUSTICE = "justice", "Tư pháp, hành chính"
    FINANCE = "finance", "Tài chính, ngân sách"
    OTHER = "other", "Lĩnh vực khác"


class Competence(models.TextChoices):
    """The level that can decide on an opinion; required before anything is sent."""

    NEIGHBOURHOOD = "neighbourhood", "Thôn, tổ dân phố"
    COMMUNE = "commune", "Xã, phường"
    CITY = "city", "Thành phố"
    PROVINCE = "province", "Tỉnh"
    CENTRE = "centre", "Trung ương"


BELOW_CITY = (Competence.NEIGHBOURHOOD, Competence.COMMUNE)


class Result(models.TextChoices):
    """Classes of result fixed by Joint Resolution 72/2025, article 50 clause 2."""

    RESOLVED = "resolved", "Đã giải quyết xong"
    BEING_RESOLVED = "being_resolved", "Đang giải quyết"
    WILL_BE_RESOLVED = "will_be_resolved", "Sẽ giải quyết"
    EXPLAINED = "explained", "Giải trình, cung cấp thông tin"


PROMISED = (Result.BEING_RESOLVED, Result.WILL_BE_RESOLVED)
