"""What becomes of a transferred petition, entered by the office or by the agency itself."""

from core import notify
from core.errors import Refused
from core.verbs import verb
from council.seats import people_of
from petitions import forms, rules
from petitions.models import Petition
from petitions.services import clock


@verb(
    "petitions.accept",
    Petition,
    "Ghi thụ lý",
    slug="thu-ly",
    may=rules.follows,
    form=forms.AcceptForm,
    primary=True,
)
def accept(actor, petition, *, accepted_on, accepted_no="", instance, tests=(), is_remote=False):
    """The competent body accepts the case; the limit of resolving follows from the instance and the tests."""
    petition.accept()
    petition.accepted_on, petition.accepted_no, petition.instance = accepted_on, accepted_no, instance
    petition.tests, petition.is_remote = list(tests), is_remote
    petition.save()
    clock.accepted(petition, actor.user_id)
    _tell_owner(actor, petition, "đã được thụ lý")


@verb(
    "petitions.decline",
    Petition,
    "Không thụ lý, gửi lại",
    slug="khong-thu-ly",
    may=rules.follows,
    form=forms.DeclineForm,
)
def decline(actor, petition, *, reason):
    """The body is not competent: the petition comes back to be transferred elsewhere."""
    petition.decline()
    agency, petition.reason = petition.agency, reason
    petition.agency, petition.transferred_on, petition.letter_no, petition.asked_on = None, None, "", None
    petition.save()
    clock.declined(petition)
    petition.shares.filter(body=agency).delete()
    _tell_owner(actor, petition, "bị gửi lại vì không thuộc thẩm quyền")


@verb(
    "petitions.assess",
    Petition,
    "Đánh giá phức tạp",
    slug="phuc-tap",
    may=rules.follows,
    form=forms.AssessForm,
    moves=True,
)
def assess(actor, petition, *, tests=(), is_remote=False):
    """Tick the seven tests; the open limit of a complaint follows."""
    petition.assess()
    petition.tests, petition.is_remote = list(tests), is_remote
    petition.save()
    clock.assessed(petition)


@verb(
    "petitions.extend",
    Petition,
    "Gia hạn giải quyết tố cáo",
    slug="gia-han",
    may=rules.follows,
    form=forms.ExtendForm,
    moves=True,
    offered=lambda petition: petition.denounces,
)
def extend(actor, petition, *, reason):
    """Thirty days more: once when complex, twice when specially complex, that is two tests or more
    (Law 25/2018, article 30; Decree 31/2019, article 3)."""
    petition.extend()
    if not petition.denounces:
        raise Refused(
            "Chỉ đơn tố cáo được gia hạn. Thời hạn khiếu nại theo tính chất phức tạp: dùng «Đánh giá phức tạp»."
        )
    if petition.extensions >= min(len(petition.tests), 2):
        raise Refused(_no_more(petition))
    petition.extensions, petition.reason = petition.extensions + 1, reason
    petition.save()
    clock.extended(petition)


def _no_more(petition):
    if petition.extensions >= 2:
        return "Vụ việc đã gia hạn hai lần, luật không cho gia hạn thêm."
    if petition.extensions == 1:
        return "Vụ việc phức tạp chỉ được gia hạn một lần; gia hạn lần hai cần từ hai tính chất phức tạp trở lên."
    return "Chưa đánh giá vụ việc là phức tạp nên chưa gia hạn được. Dùng «Đánh giá phức tạp» trước."


@verb(
    "petitions.suspend",
    Petition,
    "Tạm đình chỉ",
    slug="tam-dinh-chi",
    may=rules.follows,
    form=forms.SuspendForm,
    moves=True,
)
def suspend(actor, petition, *, suspended_on, reason):
    """Stop the clock from the day of the decision."""
    petition.suspend()
    petition.reason = reason
    petition.save()
    clock.suspended(petition, suspended_on, reason)


@verb(
    "petitions.resume",
    Petition,
    "Giải quyết tiếp",
    slug="tiep-tuc",
    may=rules.follows,
    form=forms.ResumeForm,
    primary=True,
    moves=True,
)
def resume(actor, petition, *, resumed_on):
    petition.resume()
    petition.save()
    clock.resumed(petition, resumed_on)


@verb(
    "petitions.note_notice",
    Petition,
    "Ghi đã gửi thông báo",
    slug="da-thong-bao",
    may=rules.follows,
    form=forms.NoticeForm,
    offered=clock.owes_notice,
)
def note_notice(actor, petition, *, sent_on, paper=""):
    """The owed notices of acceptance, suspension, resumption or conclusion have gone out."""
    petition.note_notice()
    if not clock.noticed(petition, sent_on, actor.user_id, paper):
        raise Refused("Không còn thông báo thụ lý, tạm đình chỉ, giải quyết tiếp hay kết luận nào phải gửi.")


@verb(
    "petitions.resolve",
    Petition,
    "Ghi kết quả giải quyết",
    slug="giai-quyet",
    may=rules.follows,
    form=forms.ResolveForm,
    primary=True,
    offered=lambda petition: petition.accepted_on is not None or not clock.must_be_accepted(petition),
)
def resolve(actor, petition, *, resolved_on, resolved_no="", outcome, result, reported_on=None):
    """The competent body's decision. Complaints and denunciations must have been accepted first."""
    if petition.accepted_on is None and clock.must_be_accepted(petition):
        raise Refused("Đơn khiếu nại, tố cáo phải được thụ lý trước khi giải quyết. Dùng «Ghi thụ lý» trước.")
    petition.resolve()
    petition.resolved_on, petition.resolved_no = resolved_on, resolved_no
    petition.outcome, petition.result, petition.reported_on = outcome, result, reported_on
    petition.save()
    clock.resolved(petition, actor.user_id)
    if reported_on:
        clock.reported(petition, actor.user_id)
    _tell_owner(actor, petition, "đã có kết quả giải quyết")


@verb(
    "petitions.take_report",
    Petition,
    "Nhận báo cáo kết quả",
    slug="nhan-bao-cao",
    may=rules.records,
    form=forms.ReportForm,
    offered=lambda petition: petition.reported_on is None,
)
def take_report(actor, petition, *, reported_on):
    """The agency's report on the result has come in."""
    petition.take_report()
    if petition.reported_on:
        raise Refused(f"Đã ghi nhận báo cáo kết quả ngày {petition.reported_on:%d/%m/%Y}.")
    petition.reported_on = reported_on
    petition.save()
    clock.reported(petition, actor.user_id)


@verb(
    "petitions.inform",
    Petition,
    "Thông báo người gửi",
    slug="thong-bao",
    may=rules.records,
    form=forms.InformForm,
    offered=lambda petition: petition.reported_on is not None,
    primary=True,
)
def inform(actor, petition, *, informed_on, informed_no=""):
    """The sender is told of the result."""
    if petition.reported_on is None:
        raise Refused(
            "Chưa ghi nhận báo cáo kết quả của cơ quan giải quyết. Dùng «Nhận báo cáo kết quả» trước."
        )
    petition.inform()
    petition.informed_on, petition.informed_no = informed_on, informed_no
    petition.save()
    clock.informed(petition, actor.user_id)


@verb(
    "petitions.close",
    Petition,
    "Kết thúc",
    slug="ket-thuc",
    may=rules.records,
    form=forms.CloseForm,
    primary=True,
)
def close(actor, petition, *, closed_on):
    petition.close()
    petition.closed_on = closed_on
    petition.save()
    clock.ended(petition, actor.user_id, "Đã kết thúc đơn")


def _tell_owner(actor, petition, what):
    """Tell the people assigned and the office; the words never say who sent it or what it says."""
    people = {*people_of([petition.owner_id], "staff", "ward"), *petition.handler_ids} - {actor.user_id}
    notify.tell(
        people,
        f"Đơn số {petition.code} {what}.",
        key=f"{what}:{petition.pk}:{petition.version}",
        record=petition,
    )
