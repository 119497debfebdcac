"""The public check of a paper: its code leads here. Tells number, day, issuer and hash of the file, nothing else."""

import hashlib
import re

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from reports.models import ReportSignature, Snapshot

_CODE = re.compile(r"[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){2}")
TOO_MANY = "Đã kiểm tra quá nhiều lần. Chờ một phút rồi thử lại."
MOST_BYTES = 60 * 1024 * 1024


@login_not_required
@never_cache
def ask(request):
    """Ask for the code that stands on the paper."""
    typed = request.GET.get("ma", "").strip().upper()
    code = _grouped(typed)
    if code:
        return redirect("reports:verify_code", code=code)
    wrong = "Mã gồm 12 chữ và số, in ở cuối văn bản." if typed else ""
    return _page(request, {"typed": typed[:40], "wrong": wrong}, 400 if wrong else 200)


def _grouped(text):
    plain = re.sub(r"[\s-]", "", text)[:13]
    code = "-".join(plain[at : at + 4] for at in range(0, len(plain), 4))
    return code if _CODE.fullmatch(code) else ""


@login_not_required
@never_cache
def look(request, code):
    """Whether the code is that of a signed paper, and whether the file in hand is the one."""
    if _too_often(request):
        return _page(request, {"wrong": TOO_MANY}, 429)
    code = _grouped(code.upper())
    found = Snapshot.objects.filter(code=code).first() if code else None
    if found is None:
        return _page(
            request, {"typed": code, "wrong": "Không có văn bản nào mang mã này. Kiểm tra lại từng chữ."}, 404
        )
    context = {"found": found, "signatures": found.signatures.all(), "same": None}
    if request.method == "POST":
        context["same"] = _same(found, request.FILES.get("file"))
    return _page(request, context)


def _same(found, upload):
    """What the file in hand is: "file", "signed", "other"; "none" when none was given."""
    if not upload or upload.size > MOST_BYTES:
        return "none"
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    if found.file_sha256 == digest.hexdigest():
        return "file"
    return (
        "signed"
        if ReportSignature.objects.filter(snapshot=found, sha256=digest.hexdigest()).exists()
        else "other"
    )


def _too_often(request):
    """Whether this address looked more often in a minute than a person does."""
    key = f"verify:{request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, 60)
    try:
        return cache.incr(key) > settings.VERIFY_LIMIT
    except ValueError:  # the minute ended between the two
        return False


def _page(request, context, status=200):
    return render(request, "reports/verify.html", {"title": "Kiểm tra văn bản", **context}, status=status)
