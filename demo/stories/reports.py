"""Reports: one frozen, one that waits for the signature, a draft with the chair's remark."""

from datetime import date, timedelta

from council.letterhead import chair_of
from council.models import Role
from reports import document, period, services

CONFERENCE = date(2022, 4, 1), date(2022, 9, 30)


def tell(scene):
    if scene.city.council.valid_to:
        _frozen(scene, *CONFERENCE, "conference", date(2022, 10, 7))
        return
    quarter = period.last_quarter(scene.base)
    before = period.last_quarter(quarter.start)
    _frozen(scene, before.start, before.end, "quarter", before.end + timedelta(5))
    _waiting(scene, quarter)
    _draft(scene)


def _made(scene, start, end, outline, on):
    council = scene.city.council
    return scene.make(
        services.draft, start=start, end=end, outline=outline, report_kind=period.named(start, end).kind, on=on,
        place=council.place, recipients="\n".join(document.recipients(council)), signer_name=chair_of(council.pk), number="",
        **document.authority(None),
    )  # fmt: skip


def _frozen(scene, start, end, outline, on):
    """A report that went the whole way: returned once, mended, approved, numbered, frozen."""
    chair, made = scene.city.actor(Role.CHAIR), _made(scene, start, end, outline, on)
    scene.act(services.submit, made)
    scene.act(
        services.send_back,
        made,
        chair,
        text="Nêu rõ nguyên nhân của việc chậm gửi hồ sơ.",
    )
    scene.act(services.settle, made, remarks=list(made.remarks.all()))
    scene.act(services.submit, made)
    scene.act(services.approve, made, chair)
    scene.act(services.take_number, made)
    scene.act(services.finalise, made)


def _waiting(scene, quarter):
    """Last quarter's report, laid before the chair."""
    scene.act(services.submit, _made(scene, quarter.start, quarter.end, "quarter", scene.base))


def _draft(scene):
    """The report of the year so far, being written, with a remark of the chair."""
    start = date(scene.base.year, 1, 1)
    made = _made(scene, start, scene.base, "activity", scene.base)
    scene.act(
        services.comment, made, scene.city.actor(Role.CHAIR), section="voters",
        text="Bổ sung so sánh với cùng kỳ năm trước và nêu các phường có nhiều ý kiến.",
    )  # fmt: skip
