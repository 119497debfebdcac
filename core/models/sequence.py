from django.db import models


class Sequence(models.Model):
    """The last number given in a series of a body; gapless, because it is taken in the act's transaction."""

    body = models.ForeignKey("core.Body", models.CASCADE)
    series = models.CharField(max_length=40)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "series"], name="sequence_once")]

    def __str__(self):
        return f"{self.series} {self.last}"
