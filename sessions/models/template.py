"""What a session of a kind usually holds: its sittings, agenda, expected dossiers and steps of preparation."""

from django.db import models

from core.history import History
from core.models import Body
from council.models import BodyKind
from sessions.models.dossier import Dossier
from sessions.models.session import AgendaItem, SessionKind


class SessionTemplate(models.Model):
    """The template of one kind of session at one council; until it is edited the shipped one holds."""

    owner = models.ForeignKey(Body, models.CASCADE, related_name="session_templates", verbose_name="đơn vị")
    session_kind = models.CharField("loại kỳ họp", max_length=12, choices=SessionKind)

    class Meta:
        verbose_name = "mẫu kỳ họp"
        triggers = [History()]
        constraints = [
            models.UniqueConstraint(fields=["owner", "session_kind"], name="session_template_once")
        ]

    def __str__(self):
        return self.get_session_kind_display()


class _Line(models.Model):
    position = models.PositiveSmallIntegerField("TT", default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]


class TemplateSitting(_Line):
    template = models.ForeignKey(SessionTemplate, models.CASCADE, related_name="sittings")
    label = models.CharField("tên buổi họp", max_length=80)
    day = models.PositiveSmallIntegerField("ngày thứ", default=1)
    starts_at = models.TimeField("bắt đầu")
    ends_at = models.TimeField("kết thúc", null=True, blank=True)

    class Meta(_Line.Meta):
        verbose_name = "buổi họp của mẫu"
        triggers = [History()]

    def __str__(self):
        return self.label


class TemplateItem(_Line):
    template = models.ForeignKey(SessionTemplate, models.CASCADE, related_name="items")
    sitting = models.PositiveSmallIntegerField("buổi thứ", default=1)
    title = models.CharField("nội dung", max_length=400)
    kind = models.CharField("loại nội dung", max_length=12, choices=AgendaItem.Kind)
    presenter = models.CharField("người trình bày", max_length=200, blank=True)
    minutes = models.PositiveSmallIntegerField("số phút", null=True, blank=True)

    class Meta(_Line.Meta):
        verbose_name = "nội dung của mẫu"
        triggers = [History()]

    def __str__(self):
        return self.title


class TemplateDossier(_Line):
    template = models.ForeignKey(SessionTemplate, models.CASCADE, related_name="dossiers")
    title = models.CharField("tên hồ sơ", max_length=400)
    document_kind = models.CharField("loại văn bản", max_length=12, choices=Dossier.DocumentKind)
    submitter_kind = models.CharField("cơ quan trình", max_length=20, choices=BodyKind)

    class Meta(_Line.Meta):
        verbose_name = "hồ sơ của mẫu"
        triggers = [History()]

    def __str__(self):
        return self.title


class TemplateStep(_Line):
    """A step of preparation of the office itself, counted back from the opening; no limit of the law."""

    template = models.ForeignKey(SessionTemplate, models.CASCADE, related_name="steps")
    title = models.CharField("việc phải làm", max_length=250)
    days_before = models.PositiveSmallIntegerField("trước khai mạc (ngày)")
    owed_by_kind = models.CharField("nơi làm", max_length=20, choices=BodyKind)

    class Meta(_Line.Meta):
        verbose_name = "việc chuẩn bị của mẫu"
        triggers = [History()]

    def __str__(self):
        return self.title
