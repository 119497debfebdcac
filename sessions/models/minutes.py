import pgtrigger
from django.db import models
from django.db.models import Q

from core.history import History
from sessions.models.session import Session


class Minutes(models.Model):
    """The minutes of a session (biên bản kỳ họp), locked once they are signed."""

    NAMED_BY = models.Value("biên bản")

    council_session = models.OneToOneField(
        Session, models.CASCADE, related_name="minutes", verbose_name="kỳ họp"
    )
    drafted_at = models.DateTimeField("lập dự thảo lúc", auto_now_add=True)
    chair_name = models.CharField("chủ tọa", max_length=120, blank=True)
    secretary_name = models.CharField("thư ký", max_length=120, blank=True)
    signed_on = models.DateField("ngày ký biên bản", null=True, blank=True)

    class Meta:
        verbose_name = "biên bản kỳ họp"
        triggers = [
            History(record="council_session_id"),
            pgtrigger.Protect(
                name="signed",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__signed_on__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_on=None) | (~Q(chair_name="") & ~Q(secretary_name="")),
                name="minutes_signed_whole",
            )
        ]

    def __str__(self):
        return f"Biên bản {self.council_session}"


_SIGNED = """
IF EXISTS (
  SELECT 1 FROM council_sessions_minutes
  WHERE id = coalesce(NEW.minutes_id, OLD.minutes_id) AND signed_on IS NOT NULL
) THEN RAISE EXCEPTION 'pgtrigger: the minutes are signed'; END IF;
IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
RETURN NEW;
"""


class MinutesSection(models.Model):
    """One section of the minutes; `revision` rises with each save and is what two editors are held apart by."""

    council_session = models.ForeignKey(Session, models.CASCADE, related_name="+")
    minutes = models.ForeignKey(Minutes, models.CASCADE, related_name="sections", verbose_name="biên bản")
    position = models.PositiveSmallIntegerField("thứ tự mục")
    key = models.CharField(max_length=60)
    heading = models.CharField("tên mục", max_length=400)
    text = models.TextField("nội dung mục", blank=True)
    drafted_text = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "mục của biên bản"
        triggers = [
            History(record="council_session_id"),
            pgtrigger.Trigger(
                name="signed", when=pgtrigger.Before, func=_SIGNED,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
            ),
        ]  # fmt: skip
        constraints = [models.UniqueConstraint(fields=["minutes", "key"], name="minutes_section_once")]

    def __str__(self):
        return self.heading
