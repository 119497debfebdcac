"""Single sign-on through an identity provider of OpenID Connect; off unless OIDC_ISSUER is set.

The provider says who somebody is; what they may do here still comes from their roles. Nobody gets an account by it: the
account must be there, and is found by its verified mail address the first time, by the provider's own name afterwards.
"""

from functools import lru_cache

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import OAuth
from django.conf import settings
from django.http import Http404
from joserfc.errors import JoseError

from core.errors import NotAllowed, Refused
from core.evidence import Act, note
from core.history import acting
from council.models import ExternalIdentity, User

# What a provider tells (`amr`, RFC 8176) when it asked for more than a password.
_STRONG = {"mfa", "otp", "hwk", "swk", "fpt", "face", "iris", "sc"}
_SECONDS = 10
_BACK = "/dang-nhap/"


def is_on():
    return bool(settings.OIDC_ISSUER and settings.OIDC_CLIENT_ID)


def client():
    """The provider as authlib speaks with it. Raises Http404 when single sign-on is off."""
    if not is_on():
        raise Http404
    return _client(settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET)


@lru_cache(maxsize=4)
def _client(issuer, client_id, secret):
    scope = {"scope": "openid email profile", "code_challenge_method": "S256", "default_timeout": _SECONDS}
    return OAuth().register(
        "sso", server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration", client_id=client_id,
        client_secret=secret, client_kwargs=scope,
    )  # fmt: skip


def begin(request, back_url):
    """The redirect to the provider; state, nonce and the proof key wait in the session."""
    try:
        return client().authorize_redirect(request, back_url)
    except (requests.RequestException, AuthlibBaseError, ValueError, RuntimeError):
        raise Refused(
            "Chưa liên lạc được với nơi đăng nhập một lần. Hãy dùng mật khẩu, hoặc thử lại sau.", _BACK
        ) from None


def claims_of(request):
    """What the provider says of the person, checked: signature, issuer, audience, nonce, time."""
    try:
        token = client().authorize_access_token(request)
    except (requests.RequestException, AuthlibBaseError, JoseError, ValueError, RuntimeError, KeyError):
        raise Refused("Đăng nhập một lần không thành. Hãy thử lại từ trang đăng nhập.", _BACK) from None
    claims = token.get("userinfo") or {}
    if claims.get("iss") != settings.OIDC_ISSUER or not claims.get("sub"):
        raise Refused("Nơi đăng nhập một lần trả lời không đúng. Hãy báo quản trị viên.", _BACK)
    return claims


def person_of(claims):
    """The account of these claims, bound to them the first time. Raises NotAllowed where there is none."""
    known = (
        ExternalIdentity.objects.select_related("user")
        .filter(issuer=claims["iss"], subject=claims["sub"])
        .first()
    )
    user = known.user if known else _bound(claims)
    if not user.is_active:
        raise NotAllowed("Tài khoản này đã ngừng sử dụng.", _BACK)
    return user


def _bound(claims):
    email = claims.get("email") if claims.get("email_verified") is True else None
    found = list(User.objects.filter(email__iexact=email, is_active=True)[:2]) if email else []
    if len(found) != 1 or found[0].identities.filter(issuer=claims["iss"]).exists():
        raise NotAllowed(
            "Chưa có tài khoản nào ở đây khớp với người vừa đăng nhập. "
            "Nhờ quản trị viên tạo tài khoản, hoặc ghi đúng địa chỉ thư điện tử.", _BACK,
        )  # fmt: skip
    with acting(found[0].pk, "council.bind_identity"):
        ExternalIdentity.objects.create(user=found[0], issuer=claims["iss"], subject=claims["sub"])
        note(Act.ACCOUNT, user_id=found[0].pk, subject_id=found[0].pk, what="sso_bound", text=claims["iss"])
    return found[0]


def was_strong(claims):
    """Whether the provider asked for a second factor."""
    told = claims.get("amr") or []
    return bool(_STRONG & set(told if isinstance(told, list) else [told]))
