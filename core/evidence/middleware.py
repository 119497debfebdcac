"""Whatever leaves the portal as a file is noted, by whom and with which filter, before it leaves."""

from django.http import QueryDict

from core.evidence import Act, note
from core.register import REGISTERS
from core.visibility import is_limited

_MASKED = ("csrfmiddlewaretoken", "_who", "page")


class Downloads:
    """Notes each answer that carries a file. A view tells more of it in `request.evidence`; what it tells stands
    in place of what is found here. Open addresses (the calendar's feed) have no person and a secret in the path."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == 200 and response.has_header("Content-Disposition") and _is_known(request):
            note(**_found(request, response) | getattr(request, "evidence", {}), request=request)
        return response


def _is_known(request):
    match = request.resolver_match
    return getattr(request, "actor", None) is not None and getattr(match.func, "login_required", True)


def _found(request, response):
    view = request.resolver_match.view_name
    name = response["Content-Disposition"].partition("filename")[2].lstrip("*=").strip('"')
    return {"act": Act.EXPORT, "page": view, "kind": name.rpartition(".")[2][:5].lower(),
            "filter": _filter(request.GET, view.partition(":")[2].rpartition("_")[0])}  # fmt: skip


def asked(job):
    """The filter of the list that a job has printed."""
    register = REGISTERS.get(job.params.get("register"))
    return _filter(QueryDict(str(job.params.get("query", ""))), register.name if register else "")


def _filter(params, name):
    """What was filtered by. Words typed into the search of a register that is not for everybody are left out:
    whoever reads the log may not read the register."""
    limited = any(register.name == name and is_limited(kind) for kind, register in REGISTERS.items())
    chosen = {key: value[:200] for key, value in params.items() if value and key not in _MASKED}
    return chosen | {"q": "•••"} if limited and "q" in chosen else chosen
