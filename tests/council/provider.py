"""A provider of OpenID Connect on loopback: discovery, keys, codes, tokens. What it says of people is set by the test."""

import base64
import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "nghi-truong", "bi-mat-cua-phep-thu"


class Provider:
    """`claims` are told of whoever comes; `forged` are put over what is rightly in the token."""

    def __init__(self):
        self.key = self.signs_with = RSAKey.generate_key(
            2048, parameters={"kid": "one", "use": "sig", "alg": "RS256"}
        )
        self.claims, self.forged, self.codes = {}, {}, {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://localhost:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def authorize(self, address):
        """What the person's browser does at the provider: the way back with a code."""
        asked = {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?code={code}&state={asked['state']}"

    def document(self, path):
        if path == "/.well-known/openid-configuration":
            return {
                "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/keys",
                "id_token_signing_alg_values_supported": ["RS256"], "response_types_supported": ["code"],
            }  # fmt: skip
        return {"keys": [self.key.as_dict(private=False)]} if path == "/keys" else None

    def token(self, form):
        """The answer to a code; None when the code, the secret or the proof is wrong."""
        asked = self.codes.pop(form.get("code", ""), None)
        proof = base64.urlsafe_b64encode(
            hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        ).rstrip(b"=")
        if asked is None or proof.decode() != asked.get("code_challenge"):
            return None
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked.get("nonce"),
        }
        said = claims | self.claims | self.forged
        token = jwt.encode({"alg": "RS256", "kid": "one"}, said, self.signs_with)
        return {"access_token": "x", "token_type": "Bearer", "id_token": token}

    def _handler(self):
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self._say(provider.document(urlsplit(self.path).path))

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self._say(provider.token({key: values[0] for key, values in parse_qs(body).items()}))

            def _say(self, found):
                text = json.dumps(found or {"error": "invalid_grant"}).encode()
                self.send_response(200 if found else 400)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *args):
                pass

        return Handler
