"""What the Standing Body watches: the lists of supervision, as conditions on the register."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localdate

from core.models import Deadline
from petitions import retention
from petitions.models import OPEN, Petition, Relation, Urging

LONG = 90  # days from receipt: no number of the law's, the office's own mark of a case that drags on
WAITING = ["transferred", "agency_accepted", "suspended"]


def _overdue(queryset):
    return queryset.filter(next_due__lt=localdate())


def _unanswered(queryset):
    """Passed on, and past a date by which the agency owed something, or urged and still without a result."""
    late = Deadline.objects.open().filter(
        record=OuterRef("pk"), owed_by=OuterRef("agency"), due_on__lt=localdate()
    )
    urged = Urging.objects.filter(petition=OuterRef("pk"))
    return queryset.filter(Q(Exists(late)) | Q(Exists(urged)), state__in=WAITING)


def _repeated(queryset):
    """Sent again, or sent on to the next instance, or with copies filed as duplicates."""
    again = Q(follows__isnull=False) & ~Q(relation=Relation.PART)
    followed = Petition.objects.filter(Q(follows=OuterRef("pk")) & ~Q(relation=Relation.PART))
    copies = Petition.objects.filter(duplicate_of=OuterRef("pk"))
    return queryset.filter(again | Q(Exists(followed)) | Q(Exists(copies)))


def _long(queryset):
    return queryset.filter(state__in=OPEN, on__lt=localdate() - timedelta(LONG))


def _mass(queryset):
    return queryset.filter(is_mass=True)


def _late_here(queryset):
    """Waiting for the office itself."""
    return queryset.filter(state__in=["received", "qualified"], next_due__lt=localdate())


def _raised(queryset):
    return queryset.filter(raised__isnull=False).distinct()


# the address's word -> (label, what it keeps of the register)
WATCHED = {
    "qua-han": ("Quá hạn", _overdue),
    "cham-phan-loai": ("Chậm phân loại, xử lý", _late_here),
    "chua-tra-loi": ("Cơ quan chưa trả lời", _unanswered),
    "lap-lai": ("Gửi lặp lại nhiều lần", _repeated),
    "keo-dai": (f"Kéo dài quá {LONG} ngày", _long),
    "dong-nguoi": ("Đông người", _mass),
    "giam-sat": ("Đã đưa ra giám sát, chất vấn", _raised),
    "het-luu-tru": ("Hết thời hạn lưu trữ", retention.expired),
}


def watched(queryset, key):
    return WATCHED[key][1](queryset)


def counts(actor):
    """[{key, label, count}] of what is watched in the actor's view, by one query each."""
    seen = Petition.objects.visible_to(actor).order_by()
    return [
        {"key": key, "label": label, "count": narrow(seen).values("pk")[:1000].count()}
        for key, (label, narrow) in WATCHED.items()
    ]
