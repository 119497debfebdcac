import tomllib
from functools import lru_cache
from pathlib import Path

from django.db import models
from django.db.models import Q

from core.history import History
from core.models import Body
from sessions.models.dossier import Dossier

_SHIPPED = Path(__file__).resolve().parent.parent / "data" / "checklists.toml"
OPTIONAL = "(nếu có)"


@lru_cache(maxsize=1)
def shipped():
    """The lists that come with the portal: {confidence, basis, parts: {kind: [line]}}."""
    return tomllib.loads(_SHIPPED.read_text(encoding="utf-8"))


class Checklist(models.Model):
    """A council's own list of what a dossier of one kind consists of; one part per line."""

    home = models.ForeignKey(Body, models.CASCADE, related_name="checklists", verbose_name="đơn vị")
    document_kind = models.CharField("loại hồ sơ", max_length=12, choices=Dossier.DocumentKind)
    lines = models.TextField("thành phần hồ sơ")

    class Meta:
        verbose_name = "danh mục thành phần hồ sơ"
        triggers = [History()]
        constraints = [models.UniqueConstraint(fields=["home", "document_kind"], name="checklist_once")]

    def __str__(self):
        return f"{self.home_id} {self.document_kind}"

    @classmethod
    def lines_of(cls, home_id, document_kind):
        """The parts in force for a council, one text each: its own list, else the shipped one."""
        own = cls.objects.filter(home_id=home_id, document_kind=document_kind).first()
        if own is None:
            return shipped()["parts"][document_kind]
        return [line.strip() for line in own.lines.splitlines() if line.strip()]


class DossierPart(models.Model):
    """One part that a dossier must or may hold, and how it came."""

    class Form(models.TextChoices):
        PAPER = "paper", "Bản giấy"
        FILE = "file", "Tệp điện tử"

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="dossier_parts")
    position = models.PositiveSmallIntegerField()
    name = models.CharField("thành phần", max_length=250)
    is_required = models.BooleanField("bắt buộc", default=True)
    received_as = models.CharField("nhận", max_length=5, choices=Form, blank=True)
    received_on = models.DateField("ngày nhận", null=True, blank=True)

    class Meta:
        verbose_name = "thành phần hồ sơ"
        ordering = ["dossier", "position"]
        triggers = [History(record="dossier_id")]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "position"], name="dossier_part_once"),
            models.CheckConstraint(
                condition=Q(received_as="", received_on=None)
                | (~Q(received_as="") & Q(received_on__isnull=False)),
                name="dossier_part_received_whole",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def missing(self):
        return self.is_required and not self.received_as
