"""A report on its way to the signature: submitted, returned or approved, numbered, frozen."""

from core import jobs, notify
from core.errors import Refused
from core.forms import VerbForm
from core.services import numbers
from core.verbs import verb
from council.models import Council, Role
from council.seats import people_of
from reports import claims, facts, freezing, rules, versions
from reports.forms import ReturnForm, book, whole_number
from reports.models import Remark, SummaryReport
from reports.services.drafting import recount, save
from reports.services.writing import tell_writers


@verb("reports.submit", SummaryReport, "Trình ký", slug="trinh-ky", may=rules.drafts, primary=True,
      hint="Đếm lại số liệu lần cuối rồi gửi Chủ tịch; từ lúc này số liệu và nội dung không sửa được.")  # fmt: skip
def submit(actor, report):
    """Count a last time and lay the report before the chair. A claim that no rate backs is refused."""
    if not report.signer_name.strip():
        raise Refused("Chưa ghi họ tên người ký. Bấm Sửa, ghi người ký rồi trình lại.")
    recount(report)
    _must_be_earned(report)
    report.submit()
    report.save()
    versions.note(report, actor.user_id, "Trình ký")
    chairs = set(people_of([report.owner_id], Role.CHAIR)) - {actor.user_id}
    notify.tell(
        chairs, f"Báo cáo {report.code} chờ ký.", key=f"submit:{report.pk}:{report.version}", record=report
    )


def _must_be_earned(report):
    found = facts.of_report(report)
    told = [
        f"mục «{item['heading']}» ghi «{word}» nhưng {why}"
        for item in report.sections
        for word, why in claims.unearned(item, found)
    ]
    if told:
        raise Refused(f"Chưa đủ căn cứ: {'; '.join(told)}. Sửa câu hoặc ghi tỷ lệ rồi trình lại.")


@verb("reports.send_back", SummaryReport, "Trả lại", slug="tra-lai", may=rules.decides, form=ReturnForm)
def send_back(actor, report, *, text, section=""):
    """Return the report with what is to be mended."""
    values = {"kind": Remark.Kind.RETURN, "section": section, "text": text, "said_by_id": actor.user_id}
    remark = Remark.objects.create(report=report, **values)
    report.send_back()
    report.save()
    tell_writers(report, f"Báo cáo {report.code} bị trả lại: {text}", f"remark:{remark.pk}", actor.user_id)


@verb("reports.approve", SummaryReport, "Duyệt", slug="duyet", may=rules.decides, primary=True,
      hint="Đồng ý nội dung và số liệu; văn thư cấp số rồi chốt.")  # fmt: skip
def approve(actor, report):
    """Approve text and figures as submitted."""
    report.approve()
    report.save()
    tell_writers(
        report,
        f"Báo cáo {report.code} đã được duyệt, chờ cấp số.",
        f"approve:{report.pk}:{report.version}",
        actor.user_id,
    )


@verb(
    "reports.take_number",
    SummaryReport,
    "Cấp số",
    slug="cap-so",
    may=rules.drafts,
    primary=True,
    offered=lambda report: not report.number,
)
def take_number(actor, report):
    """Give the next number of the year's book."""
    if report.number:
        raise Refused(f"Báo cáo đã có số {report.number}.")
    council = Council.objects.get(pk=report.owner_id)
    report.number = next_number(council, report.on.year)
    save(report, council)


def next_number(council, year):
    """The next number of the council's reports that no report of the year carries; letters of the same type share
    the series (`core.letters.numbering`)."""
    taken = set(SummaryReport.objects.filter(book=book(council, year)).values_list("number", flat=True))
    while (number := whole_number(str(numbers.take(council.pk, f"VB-BC-{year}")), council)) in taken:
        continue
    return number


@verb("reports.finalise", SummaryReport, "Chốt báo cáo", slug="chot", may=rules.drafts, form=VerbForm, primary=True,
      hint="Khóa số liệu và nội dung, tạo bản PDF có mã kiểm tra. Sau khi chốt không ai sửa được báo cáo này.")  # fmt: skip
def finalise(actor, report):
    """Freeze all that is printed; from now on neither text nor figures change. The worker prints the file."""
    if not report.number:
        raise Refused("Chưa có số, ký hiệu. Bấm «Cấp số» hoặc ghi số khi sửa rồi chốt lại.")
    freezing.freeze(report, actor.user_id)
    report.finalise()
    report.save()
    jobs.ask(actor, "report-file", f"Tạo tệp báo cáo {report.number}", {"report": report.pk}, record=report)
