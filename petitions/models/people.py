import re

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from core.history import History
from core.text import Words
from petitions.models.petition import Petition

_NOT_OF_A_DENUNCIATION = """
IF EXISTS (SELECT 1 FROM petitions_petition WHERE record_ptr_id = NEW.petition_id
           AND (petition_kind = 'denunciation' OR (petition_kind = 'mixed' AND with_denunciation) OR is_sealed)) THEN
  RAISE EXCEPTION 'petition %: a denouncer is kept sealed only', NEW.petition_id;
END IF;
RETURN NEW;
"""


def digits(text):
    """A phone number or paper as it is compared: digits only, +84 as 0."""
    plain = re.sub(r"\D", "", text)
    return "0" + plain[2:] if text.strip().startswith("+84") else plain


class Sender(models.Model):
    """Who sent a petition that is no denunciation; found again by name, phone or paper."""

    petition = models.OneToOneField(Petition, models.CASCADE, primary_key=True, related_name="sender")
    name = models.CharField("họ và tên, tên tổ chức", max_length=250, blank=True)
    address = models.CharField("địa chỉ", max_length=250, blank=True)
    phone = models.CharField("điện thoại", max_length=40, blank=True)
    id_number = models.CharField("số giấy tờ tùy thân", max_length=40, blank=True)
    representatives = models.TextField("người đại diện", blank=True)
    phone_digits = models.CharField(max_length=40, blank=True, editable=False)
    id_digits = models.CharField(max_length=40, blank=True, editable=False)
    tsv = models.GeneratedField(
        expression=Words("name", "representatives"), output_field=SearchVectorField(), db_persist=True
    )

    class Meta:
        verbose_name = "người gửi đơn"
        triggers = [
            History(
                record="petition_id",
                hide=["name", "address", "phone", "id_number", "representatives", "phone_digits", "id_digits"],
            ),
            pgtrigger.Trigger(
                name="not_of_a_denunciation", when=pgtrigger.Before, operation=pgtrigger.Insert | pgtrigger.Update,
                func=_NOT_OF_A_DENUNCIATION,
            ),
        ]  # fmt: skip
        indexes = [
            GinIndex(fields=["tsv"], name="sender_words"),
            models.Index(fields=["phone_digits"], condition=~models.Q(phone_digits=""), name="sender_phone"),
            models.Index(fields=["id_digits"], condition=~models.Q(id_digits=""), name="sender_paper"),
        ]

    def __str__(self):
        return f"người gửi đơn số {self.petition_id}"


class SealedSender(models.Model):
    """A denouncer's identity and whom they accuse, sealed; opened for the assigned handlers alone."""

    petition = models.OneToOneField(Petition, models.CASCADE, primary_key=True, related_name="sealed")
    data = models.BinaryField("danh tính niêm phong")

    class Meta:
        verbose_name = "danh tính được giữ bí mật"
        triggers = [History(record="petition_id", hide=["data"])]

    def __str__(self):
        return f"danh tính niêm phong của đơn số {self.petition_id}"


class Handler(models.Model):
    """A person assigned to a petition."""

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="assignments")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người thụ lý"
    )
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người phân công"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "phân công"
        triggers = [History(record="petition_id")]
        constraints = [models.UniqueConstraint(fields=["petition", "user"], name="handler_once")]
        indexes = [models.Index(fields=["user", "petition"], name="petitions_of_handler")]

    def __str__(self):
        return f"{self.user_id} → {self.petition_id}"


class IdentityView(models.Model):
    """One look at a sealed identity: who, when, why. Never updated, never deleted."""

    petition = models.ForeignKey(Petition, models.PROTECT, related_name="identity_views")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người xem"
    )
    at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField("lý do", max_length=250)

    class Meta:
        ordering = ["-id"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]
        indexes = [models.Index(fields=["petition", "-id"], name="looks_at_petition")]

    def __str__(self):
        return f"{self.user_id} xem {self.petition_id}"
