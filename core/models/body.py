from django.db import models

from core.history import History


class Body(models.Model):
    """Whoever keeps records, is shown records, or owes something by a date.

    `home` is the body in whose name the others work: itself empty on a home body. `parent` is the home body
    one tier above. `tier` chooses between rules that the law gives for one level only.
    """

    NAMED_BY = "short_name"

    code = models.SlugField("mã", max_length=60, unique=True)
    kind = models.CharField("loại", max_length=32)
    name = models.CharField("tên đầy đủ", max_length=250)
    short_name = models.CharField("tên gọn", max_length=120)
    tier = models.CharField("cấp", max_length=16, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="trực thuộc"
    )
    home = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="organs", verbose_name="thuộc"
    )
    valid_from = models.DateField("hoạt động từ", null=True, blank=True)
    valid_to = models.DateField("đến hết", null=True, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = "cơ quan, đơn vị"
        triggers = [History()]
        indexes = [models.Index(fields=["kind", "parent"])]

    def __str__(self):
        return self.short_name

    @property
    def home_id_or_self(self):
        return self.home_id or self.pk
