from django.db import models

from core.history import History
from core.models import Body
from council.models import Unit
from voters.models.choices import Competence, Field


class Route(models.Model):
    """A row of the routing table: which body answers what, by field, level and (where it matters) area.

    The office that keeps `home` edits it; it proposes the addressee, which the office may always change.
    """

    home = models.ForeignKey(Body, models.CASCADE, related_name="+", verbose_name="của HĐND")
    field = models.CharField("lĩnh vực", max_length=12, choices=Field)
    competence = models.CharField("thẩm quyền", max_length=14, choices=Competence, blank=True)
    unit = models.ForeignKey(
        Unit, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="địa bàn"
    )
    body = models.ForeignKey(Body, models.CASCADE, related_name="+", verbose_name="cơ quan giải quyết")
    note = models.CharField("ghi chú", max_length=250, blank=True)

    class Meta:
        verbose_name = "phân công giải quyết kiến nghị"
        ordering = ["field", "competence", "pk"]
        triggers = [History()]
        constraints = [
            models.UniqueConstraint(
                fields=["home", "field", "competence", "unit"], nulls_distinct=False, name="route_once"
            )
        ]

    def __str__(self):
        return f"{self.get_field_display()} → {self.body.short_name}"
