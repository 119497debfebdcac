import pgtrigger
from django.conf import settings
from django.db import models

_PERSON = {"null": True, "db_constraint": False, "related_name": "+"}


class LogEntry(models.Model):
    """One line of the portal's evidence: who did what, chained to the line before. Never updated, never deleted.

    `seq`, `prev` and `hash` are written by the database as the last thing of the transaction (`nt_chain`), so
    that the chain follows the order of commits and no transaction waits for another but while it commits.
    """

    class Act(models.TextChoices):
        SIGN_IN = "sign_in", "Đăng nhập"
        SIGN_IN_FAILED = "sign_in_failed", "Đăng nhập sai"
        LOCKED = "locked", "Bị khóa đăng nhập"
        SIGN_OUT = "sign_out", "Đăng xuất"
        ACCOUNT = "account", "Việc với tài khoản"
        EXPORT = "export", "Xuất dữ liệu"
        FILE = "file", "Mở tệp"
        SECRET = "secret", "Xem hồ sơ mật"
        RIGHTS = "rights", "Đổi quyền"
        RULES = "rules", "Đổi quy định"
        SYSTEM = "system", "Vận hành"

    at = models.DateTimeField("lúc")
    act = models.CharField("việc", max_length=16, choices=Act)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, verbose_name="người làm", **_PERSON)
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, verbose_name="người liên quan", **_PERSON
    )
    record_id = models.BigIntegerField("hồ sơ", null=True)
    ip = models.GenericIPAddressField("địa chỉ máy", null=True)
    detail = models.JSONField("chi tiết", default=dict)
    seq = models.BigIntegerField("số", null=True, unique=True)
    prev = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = "dòng nhật ký"
        triggers = [
            pgtrigger.Trigger(
                name="append_only", when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func="RETURN nt_log_guard(TG_OP, OLD, NEW);",
            ),
            # Two steps: the chain comes after whatever else waits for the commit, such as checks of foreign keys
            # that may wait for other transactions. So nobody waits for a row while holding the chain.
            pgtrigger.Trigger(
                name="chain_later", when=pgtrigger.After, operation=pgtrigger.Insert, timing=pgtrigger.Deferred,
                func="UPDATE core_logentry SET hash = '-' WHERE id = NEW.id; RETURN NULL;",
            ),
            pgtrigger.Trigger(
                name="chain_now", when=pgtrigger.After, operation=pgtrigger.Update, timing=pgtrigger.Deferred,
                condition=pgtrigger.Q(new__hash="-"), func="PERFORM nt_chain(NEW.id); RETURN NULL;",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["user", "-id"], name="log_of_user"),
            models.Index(fields=["subject", "-id"], name="log_of_subject"),
            models.Index(fields=["record_id", "-id"], name="log_of_record"),
            models.Index(fields=["act", "-id"], name="log_of_act"),
            models.Index(fields=["-at"], name="log_by_time"),
        ]

    def __str__(self):
        return f"{self.get_act_display()} {self.at:%d/%m/%Y %H:%M}"
