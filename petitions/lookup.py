"""What a citizen may look up from outside: the stage of the own petition and the office that has it.

Off unless the administrator switched it on for the council. Whatever is asked, the same is done, so that neither
the answer nor its time tells whether a code exists, or that there is a denunciation behind it.
"""

import hmac
import secrets
from functools import lru_cache

from axes.helpers import get_client_ip_address
from django.core.cache import cache

from core.sealing import seal, unseal
from petitions.models import LookupSwitch, Receipt

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
TRIES, MINUTES = 10, 15
STAGES = {
    "received": "Đã tiếp nhận, đang phân loại", "qualified": "Đã phân loại, đang xem xét chuyển hoặc hướng dẫn",
    "filed": "Đã xem xét, lưu đơn", "transferred": "Đã chuyển cơ quan có thẩm quyền",
    "guided": "Đã có văn bản hướng dẫn", "returned": "Đã trả lại đơn", "agency_accepted": "Cơ quan có thẩm quyền đã thụ lý",
    "suspended": "Đang tạm đình chỉ giải quyết", "resolved": "Đã có kết quả giải quyết",
    "informed": "Đã thông báo kết quả cho người gửi", "closed": "Đã kết thúc", "withdrawn": "Người gửi đã rút đơn",
    "split": "Đã tách thành các đơn riêng để xử lý",
}  # fmt: skip


def drawn(length=8):
    """A random code of letters and digits that are not taken for each other."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def receipt_of(petition):
    """The petition's receipt, made when there is none. None when the sender is kept secret."""
    if petition.is_secret:
        return None
    made, _ = Receipt.objects.get_or_create(
        petition_id=petition.pk, defaults={"code": drawn(), "secret": seal(drawn())}
    )
    return made


def shown(text):
    """A code in two groups, as it is printed: K7MX-3RTA."""
    return f"{text[:4]}-{text[4:]}"


def is_on():
    """Whether any council here lets its petitions be looked up."""
    return LookupSwitch.objects.filter(is_on=True).exists()


@lru_cache(maxsize=1)
def _nobodys():
    return seal(drawn())


def answer(code, secret):
    """(stage, office) of the petition with this code and secret; None for whatever else."""
    code, secret = (
        "".join(char for char in text.upper() if char in ALPHABET)[:12] for text in (code, secret)
    )
    found = Receipt.objects.filter(code=code).select_related("petition__owner", "petition__agency").first()
    stored = unseal(bytes(found.secret) if found else _nobodys())
    right = hmac.compare_digest(stored.encode(), secret.encode())
    owner = found.petition.owner_id if found else 0
    open_ = LookupSwitch.objects.filter(council_id=owner, is_on=True).exists()
    if not (found and right and open_) or found.petition.is_secret:
        return None
    petition = found.petition
    office = petition.agency if petition.agency_id and petition.state != "qualified" else petition.owner
    return STAGES.get(petition.state, "Đã kết thúc"), office.name


def may_try(request, code):
    """Whether another try is allowed from this address and for this code; each call counts as one."""
    keys = (f"lookup:ip:{get_client_ip_address(request)}", f"lookup:code:{code.strip().upper()[:12]}")
    counts = [_count(key) for key in keys]  # both are counted, whatever the first one says
    return max(counts) <= TRIES


def _count(key):
    cache.add(key, 0, MINUTES * 60)
    try:
        return cache.incr(key)
    except ValueError:  # it ran out between the two
        cache.set(key, 1, MINUTES * 60)
        return 1
