"""Pages to PDF by WeasyPrint, which may read nothing but the portal's own style sheets and fonts."""

from functools import lru_cache
from mimetypes import guess_type

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from core.errors import Refused

_BASE = "portal:"


@lru_cache(maxsize=1)
def available():
    """Whether this machine has the system libraries that WeasyPrint needs."""
    try:
        import weasyprint  # noqa: F401
    except OSError:
        return False
    return True


def _fetcher():
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFiles(URLFetcher):
        """Reads `portal:static/...` from the static files; refuses every other address."""

        def fetch(self, url, headers=None):
            name = url.removeprefix(_BASE + "static/")
            path = finders.find(name) if url.startswith(_BASE + "static/") and ".." not in name else None
            if not path:
                raise ValueError("address outside the portal's own files")
            with open(path, "rb") as file:  # noqa: PTH123
                # Without its type a style sheet would be taken for plain text and left out.
                return URLFetcherResponse(url, file.read(), {"Content-Type": guess_type(path)[0] or ""})

    return OwnFiles()


def render(template, context):
    """The PDF of a template (bytes). Raises Refused when this machine cannot make PDF."""
    if not available():
        raise Refused("Máy chủ này chưa cài thư viện in PDF. Quản trị viên xem docs/running.md để cài.")
    from weasyprint import HTML

    html = render_to_string(template, context)
    # Hints: the widths of a table's columns stand in attributes, because pages carry no inline style.
    return HTML(string=html, base_url=_BASE, url_fetcher=_fetcher()).write_pdf(presentational_hints=True)
