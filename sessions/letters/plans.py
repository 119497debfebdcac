"""The convocation, the invitations and the agenda of a session."""

from django_fsm import can_proceed

from core.letters import Target, letter
from core.letters.blocks import long_day
from sessions import rules
from sessions.models import Dossier, Question, Session
from sessions.services.sessions import convene
from sessions.versions import latest

_SESSION = {
    "ky_hop": "tên kỳ họp", "khai_mac": "giờ, ngày khai mạc", "be_mac": "ngày bế mạc", "dia_diem": "địa điểm họp",
    "noi_dung": "mục đích, nội dung chính", "hinh_thuc": "hình thức họp",
}  # fmt: skip


def _values(record):
    hour = f"{record.starts_at:%H giờ %M}, " if record.starts_at else _first_hour(record)
    return {
        "ky_hop": record.title, "khai_mac": f"{hour}{long_day(record.on)}",
        "be_mac": long_day(record.ends_on) if record.ends_on and record.ends_on != record.on else "",
        "dia_diem": record.place, "noi_dung": " ".join(record.topic.split()).rstrip("."),
        "hinh_thuc": record.get_mode_display().lower(),
    }  # fmt: skip


def _first_hour(record):
    first = record.sittings.first()
    return f"{first.starts_at:%H giờ %M}, " if first else ""


def _convened(actor, record, issued):
    """The decision that went out convenes the session that was only planned."""
    if can_proceed(record.convene):
        convene(actor, record, convocation_no=issued.number, convocation_on=issued.signed_on)


@letter(
    "session.convocation", Session, "Quyết định triệu tập kỳ họp", may=rules.keeps, doc_type="QĐ", issued=_convened,
    offered=lambda record: record.state in ("planned", "convened"),
    known=lambda record: (record.convocation_no, record.convocation_on),
    fields={**_SESSION, "thuong_truc": "tên Thường trực HĐND, chữ hoa"},
)  # fmt: skip
def convocation(actor, record, target=None):
    """The decision by which the Standing Body convenes the session."""
    return {**_values(record), "thuong_truc": f"Thường trực {record.owner.name}".upper()}


def _answering(record):
    """The questions that are put to somebody at the session: a slip that was not chosen concerns nobody."""
    rows = Question.objects.filter(council_session=record)
    return rows.exclude(state__in=("submitted", "not_selected", "withdrawn"))


def _guests(record):
    """The delegates, and each body that presents a dossier or answers a question."""
    found = {}
    for rows in (
        Dossier.objects.filter(council_session=record).exclude(state="withdrawn").select_related("submitter"),
        _answering(record).select_related("respondent"),
    ):
        for row in rows:
            body = row.submitter if isinstance(row, Dossier) else row.respondent
            found[body.pk] = Target(f"co-quan-{body.pk}", body.name, body.pk)
    return [
        Target("dai-bieu", "Các vị đại biểu Hội đồng nhân dân"),
        *sorted(found.values(), key=lambda row: row.label),
    ]


@letter(
    "session.invitation", Session, "Giấy mời dự kỳ họp", may=rules.keeps, doc_type="GM", targets=_guests,
    offered=lambda record: record.state in ("planned", "convened"),
    fields={
        **_SESSION, "nguoi_nhan": "người, cơ quan được mời", "nguoi_moi": "người, cơ quan được mời, viết giữa câu",
        "phan_viec": "nội dung cơ quan trình bày, trả lời",
    },
)  # fmt: skip
def invitation(actor, record, target=None):
    """The invitation of a body (with what it presents) or of the delegates."""
    body = target.body_id if target else None
    dossiers = Dossier.objects.filter(council_session=record, submitter=body) if body else ()
    parts = [row.title for row in dossiers]
    if body and _answering(record).filter(respondent=body).exists():
        parts.append("trả lời chất vấn của đại biểu")
    label = target.label if target else ""
    inside = label if body else label[:1].lower() + label[1:]
    return {**_values(record), "nguoi_nhan": label, "nguoi_moi": inside, "phan_viec": "; ".join(parts)}


@letter(
    "session.programme", Session, "Chương trình kỳ họp", may=rules.keeps, doc_type="CTr",
    offered=lambda record: getattr(record, "has_version", True),
    fields={**_SESSION, "ban": "số của bản công bố", "chuong_trinh": "bảng chương trình đã công bố"},
)  # fmt: skip
def programme(actor, record, target=None):
    """The agenda that was last published; of an agenda that is only drafted there is no table."""
    version = latest(record)
    rows = [row for sitting in version.content["sittings"] for row in _rows(sitting)] if version else []
    table = {"head": ["Thời gian", "Nội dung", "Người trình bày"], "rows": rows, "widths": [24, 0, 45]}
    return {**_values(record), "ban": str(version.number) if version else "", "chuong_trinh": table}


def _rows(sitting):
    yield ["", " ".join(filter(None, (sitting["label"], sitting["on"]))), ""]
    for item in sitting["items"]:
        yield [item["starts_at"], f"{item['position']}. {item['title']}", item["presenter"]]
