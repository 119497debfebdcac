"""What is done around a petition and leaves rows of its own: urging, raising, receipts, disposal."""

import pgtrigger
from django.conf import settings
from django.db import models

from core.history import History
from core.models import Attachment, Record
from council.models import Council
from petitions.models.petition import Petition


class Urging(models.Model):
    """One letter that urges the agency on."""

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="urgings")
    on = models.DateField("đôn đốc ngày")
    letter_no = models.CharField("công văn đôn đốc số", max_length=60, blank=True)
    content = models.TextField("nội dung đôn đốc", blank=True)
    urged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["on", "id"]
        verbose_name = "đôn đốc"
        triggers = [History(record="petition_id")]
        indexes = [models.Index(fields=["petition", "on"], name="urgings_of_petition")]

    def __str__(self):
        return f"{self.petition_id} {self.on}"


class StrippedFile(models.Model):
    """A file of a sealed petition that a handler looked through: nothing in it tells who wrote.

    Without such a row a file of a sealed petition is for its handlers alone.
    """

    attachment = models.OneToOneField(
        Attachment, models.CASCADE, primary_key=True, related_name="stripped", verbose_name="tệp"
    )
    petition = models.ForeignKey(Petition, models.CASCADE, related_name="stripped_files")
    marked_at = models.DateTimeField(auto_now_add=True)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "tệp đã lược bỏ danh tính"
        triggers = [History(record="petition_id")]
        indexes = [models.Index(fields=["petition"], name="stripped_files_of_petition")]

    def __str__(self):
        return f"tệp {self.attachment_id} của đơn số {self.petition_id}"


class Raised(models.Model):
    """A case that became a subject of oversight or a question: the record that was opened for it."""

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="raised")
    record = models.ForeignKey(Record, models.PROTECT, related_name="+", verbose_name="hồ sơ đã lập")
    on = models.DateField("ngày đưa ra", auto_now_add=True)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        verbose_name = "vụ việc đưa ra giám sát, chất vấn"
        triggers = [History(record="petition_id")]
        constraints = [models.UniqueConstraint(fields=["petition", "record"], name="raised_once")]
        indexes = [models.Index(fields=["record"], name="raised_record")]

    def __str__(self):
        return f"{self.petition_id} → {self.record_id}"


class Receipt(models.Model):
    """What the citizen looks a petition up by: a code that is no register number, and a second secret.

    A petition whose sender is kept secret gets none.
    """

    petition = models.OneToOneField(Petition, models.CASCADE, primary_key=True, related_name="receipt")
    code = models.CharField("mã biên nhận", max_length=12, unique=True)
    secret = models.BinaryField("mã tra cứu niêm phong")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "biên nhận"
        triggers = [History(record="petition_id", hide=["code", "secret"])]

    def __str__(self):
        return f"biên nhận của đơn số {self.petition_id}"


class LookupSwitch(models.Model):
    """Whether citizens may look up the petitions of a council from outside. Off unless somebody set it."""

    council = models.OneToOneField(
        Council, models.CASCADE, primary_key=True, related_name="+", verbose_name="Hội đồng nhân dân"
    )
    is_on = models.BooleanField("cho tra cứu công khai", default=False)

    class Meta:
        verbose_name = "tra cứu công khai tình trạng đơn"
        triggers = [History()]

    def __str__(self):
        return f"{self.council_id}: {self.is_on}"


class Disposal(models.Model):
    """The record of what was erased or destroyed, when, by whom and on which ground. Never changed, never lost."""

    class Extent(models.TextChoices):
        PERSON = "person", "Xóa dữ liệu cá nhân không còn cần thiết"
        FILE = "file", "Tiêu hủy hồ sơ hết thời hạn lưu trữ"

    petition = models.ForeignKey(Petition, models.PROTECT, related_name="disposals")
    extent = models.CharField("phạm vi", max_length=6, choices=Extent)
    on = models.DateField("ngày thực hiện", auto_now_add=True)
    disposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decision_no = models.CharField("quyết định, yêu cầu số", max_length=60)
    basis = models.CharField("căn cứ", max_length=250)
    what = models.TextField("đã hủy những gì")

    class Meta:
        ordering = ["-id"]
        verbose_name = "biên bản tiêu hủy"
        triggers = [
            History(record="petition_id"),
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]
        indexes = [models.Index(fields=["petition"], name="disposals_of_petition")]

    def __str__(self):
        return f"{self.petition_id} {self.extent} {self.on}"
