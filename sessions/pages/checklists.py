"""The lists of what a dossier consists of, which the office writes for itself."""

from http import HTTPStatus

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from core.errors import NotAllowed
from core.history import acting
from core.predicates import keeps_registers
from sessions.forms import ChecklistForm
from sessions.models import Checklist
from sessions.models.checklist import shipped


def checklists(request):
    """Show and keep the lists of the own council, kind by kind."""
    if not keeps_registers(request.actor):
        raise NotAllowed(f"Vai trò {request.actor.role_label} không sửa danh mục thành phần hồ sơ.")
    home_id = request.actor.home_id
    form = ChecklistForm(request.POST or None, home_id=home_id)
    if request.method == "POST" and form.is_valid():
        with acting(request.actor.user_id, "sessions.checklists"):
            for kind, text in form.cleaned_data.items():
                _keep(home_id, kind, text)
        messages.success(request, "Đã lưu danh mục; áp dụng cho hồ sơ đăng ký từ nay.")
        return redirect("sessions:checklists")
    context = {
        "title": "Thành phần hồ sơ", "form": form, "submit_label": "Lưu danh mục", "shipped": shipped(),
        "crumbs": [{"label": "Hồ sơ trình kỳ họp", "url": reverse("sessions:dossier_list")}],
        "cancel_url": reverse("sessions:dossier_list"),
    }  # fmt: skip
    status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
    return render(request, "sessions/checklists.html", context, status=status)


def _keep(home_id, kind, text):
    """An own list where it differs from the shipped one; what is emptied is the shipped one again."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    own = Checklist.objects.filter(home_id=home_id, document_kind=kind)
    if not lines or lines == shipped()["parts"][kind]:
        own.delete()
    else:
        Checklist.objects.update_or_create(
            home_id=home_id, document_kind=kind, defaults={"lines": "\n".join(lines)}
        )
