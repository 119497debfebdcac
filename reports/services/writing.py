"""The narrative is written section by section; the chair and the heads say what they think of it."""

from django.utils import timezone

from core import notify
from core.errors import Refused, Stale
from core.text import nfc
from core.verbs import verb
from council.models import Council, Role
from council.seats import people_of
from reports import books, rules, versions, wordings
from reports.forms import RemarkForm, SettleForm
from reports.models import Remark, SummaryReport
from reports.services.drafting import save


@verb("reports.amend", SummaryReport, "Sửa báo cáo", may=rules.drafts, amends=True)
def amend(actor, report, **values):
    """Change text and head. A section changed by hand is marked; an emptied one is worded anew."""
    texts = {
        name.removeprefix("section_"): text for name, text in values.items() if name.startswith("section_")
    }
    for name, value in values.items():
        if not name.startswith("section_"):
            setattr(report, name, value)
    report.sections = [
        _edited(report, item, texts.get(item["key"], item["text"])) for item in report.sections
    ]
    save(report, Council.objects.get(pk=report.owner_id))
    versions.note(report, actor.user_id, "Sửa báo cáo")


def _edited(report, item, text):
    """The section with another text; emptied, it takes its wording again."""
    if not text.strip() and item["text"].strip():
        words = wordings.of(report.owner_id).get(item["key"]) or books.shipped().get(item["key"])
        return (
            {**item, "text": words["text"], "edited": False}
            if words
            else {**item, "text": "", "edited": True}
        )
    return {**item, "text": text, "edited": item["edited"] or nfc(text) != nfc(item["text"])}


@verb("reports.write", SummaryReport, "Sửa mục", may=rules.drafts)
def write(actor, report, *, key, text, base):
    """Change one section, if it still is what the writer began from (`base`, its mark). Raises Stale."""
    item = next((item for item in report.sections if item["key"] == key), None)
    if item is None:
        raise Refused("Mục này không còn trong báo cáo.")
    if base != versions.mark(item["text"]):
        raise Stale("Mục này vừa được người khác sửa. Xem hai bản bên dưới rồi lưu lại.")
    made = _edited(report, item, text)
    report.sections = [made if other["key"] == key else other for other in report.sections]
    report.save()
    versions.note(report, actor.user_id, f"Sửa mục «{item['heading']}»"[:120])


@verb(
    "reports.comment", SummaryReport, "Góp ý", slug="gop-y", may=rules.remarks, form=RemarkForm, reads=True,
)  # fmt: skip
def comment(actor, report, *, text, section=""):
    """Say something of the report or of one section; whoever writes it is told."""
    remark = Remark.objects.create(report=report, section=section, text=text, said_by_id=actor.user_id)
    tell_writers(report, f"Có góp ý cho báo cáo {report.code}.", f"remark:{remark.pk}", actor.user_id)


def tell_writers(report, text, key, but=None):
    """Tell those who write the council's reports."""
    people = set(people_of([report.owner_id], Role.STAFF, Role.WARD)) | {report.created_by_id}
    notify.tell(people - {but, None}, text, key=key, record=report)


@verb(
    "reports.settle", SummaryReport, "Đánh dấu đã xử lý góp ý", slug="xu-ly-gop-y", may=rules.drafts, form=SettleForm,
    reads=True, offered=lambda report: report.remarks.filter(settled_at=None).exists(),
)  # fmt: skip
def settle(actor, report, *, remarks):
    """Mark remarks as dealt with."""
    wanted = Remark.objects.filter(report=report, pk__in=[row.pk for row in remarks], settled_at=None)
    wanted.update(settled_at=timezone.now(), settled_by=actor.user_id)
