from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django_fsm import transition

from core.history import History
from core.models import Record, record_link
from core.visibility import VisibleQuerySet
from oversight.models.round import Field, Round
from oversight.models.visit import Visit


class Template(Record):
    """A template of report outlines for one field: the questions and figures that rounds begin with."""

    KIND = "template"
    STATES = {"used": ("đang dùng", "doing"), "retired": ("thôi dùng", "idle")}

    record_ptr = record_link()
    field = models.CharField("lĩnh vực", max_length=12, choices=Field)
    note = models.TextField("hướng dẫn chung cho đơn vị", blank=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = "mẫu đề cương"
        triggers = [History(record="record_ptr_id")]

    def get_absolute_url(self):
        return reverse("oversight:template_record", args=[self.pk])

    @transition("state", source="used", target=None)
    def amend_template(self):
        pass

    @transition("state", source="used", target="retired")
    def retire_template(self):
        pass

    @transition("state", source="retired", target="used")
    def restore_template(self):
        pass


class Item(models.Model):
    """A question of an outline, or a figure that must be given.

    A figure may be part of another one (`whole`): parts are never greater than their whole, and make it up
    exactly where the whole `adds_up`.
    """

    class ItemKind(models.TextChoices):
        QUESTION = "question", "Câu hỏi"
        FIGURE = "figure", "Số liệu"

    position = models.PositiveSmallIntegerField("số thứ tự", default=1)
    item_kind = models.CharField("loại", max_length=8, choices=ItemKind, default=ItemKind.QUESTION)
    text = models.CharField("nội dung", max_length=500)
    unit = models.CharField("đơn vị tính", max_length=40, blank=True)
    hint = models.CharField("giải thích", max_length=300, blank=True)
    required = models.BooleanField("bắt buộc trả lời", default=True)
    adds_up = models.BooleanField("các số liệu thành phần cộng lại phải bằng số này", default=False)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    def __str__(self):
        return self.text

    @property
    def is_figure(self):
        return self.item_kind == self.ItemKind.FIGURE


class TemplateItem(Item):
    template = models.ForeignKey(Template, models.CASCADE, related_name="items")
    whole = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="parts", verbose_name="là một phần của"
    )

    class Meta(Item.Meta):
        verbose_name = "nội dung mẫu đề cương"
        triggers = [History(record="template_id")]
        constraints = [models.CheckConstraint(condition=~Q(whole=F("id")), name="template_item_not_own_part")]


class OutlineItem(Item):
    """A question of one round's outline, taken from a template or its own."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="outline")
    whole = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="parts", verbose_name="là một phần của"
    )

    class Meta(Item.Meta):
        verbose_name = "nội dung đề cương"
        triggers = [History(record="round_id")]
        constraints = [models.CheckConstraint(condition=~Q(whole=F("id")), name="outline_item_not_own_part")]


class Answer(models.Model):
    """What one unit answered to one question; `found` is the figure that the team found itself."""

    item = models.ForeignKey(OutlineItem, models.PROTECT, related_name="answers")
    visit = models.ForeignKey(Visit, models.CASCADE, related_name="answers")
    text = models.TextField("trả lời", blank=True)
    number = models.DecimalField("số liệu", max_digits=20, decimal_places=3, null=True, blank=True)
    found = models.DecimalField("Đoàn kiểm tra thấy", max_digits=20, decimal_places=3, null=True, blank=True)
    typed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "trả lời đề cương"
        triggers = [History(record="visit_id")]
        constraints = [models.UniqueConstraint(fields=["visit", "item"], name="answer_once")]

    def __str__(self):
        return f"{self.number if self.number is not None else self.text}"
