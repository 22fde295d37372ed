"""A small OpenID Connect provider, as a process of its own: `python -m tests.servers.identity_provider DIRECTORY`.

One client, one person who consents to everything; codes and device codes are good once, PKCE is checked, and ID tokens
are signed with RS256. Whoever opens a page of it is the browser.
"""

import base64
import contextlib
import hashlib
import json
import secrets
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from tests.servers.processes import Child, bare_environment

ROOT = Path(__file__).parents[2]
CLIENT_ID, CLIENT_SECRET, SUBJECT = "vault", "client-secret", "alice"
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"


@contextlib.contextmanager
def running_identity_provider(directory: Path) -> Iterator[str]:
    """Run the provider until the block ends; give its issuer's URL. directory: for its log."""
    command = [sys.executable, "-m", "tests.servers.identity_provider"]
    environment = bare_environment(directory, PYTHONPATH=str(ROOT))
    with Child(command, environment=environment, directory=directory, name="provider", speaks=True) as child:
        yield child.first_line()


@dataclass
class Provider:
    """What it knows: its key, the codes that it gave out with what belongs to them, and the devices by user code."""

    issuer: str
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    devices: dict[str, str] = field(default_factory=dict)
    approved: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def configuration(self) -> dict[str, Any]:
        """Return the discovery document."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "device_authorization_endpoint": f"{self.issuer}/device_authorization",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def keys(self) -> dict[str, Any]:
        """Return the public key."""
        numbers = self.key.public_key().public_numbers()
        parts = {name: _coded(value.to_bytes(-(-value.bit_length() // 8))) for name, value in _parts(numbers)}
        return {"keys": [{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "1", **parts}]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Return where the browser goes from the authorization endpoint."""
        assert asked["client_id"] == CLIENT_ID, asked
        assert asked["response_type"] == "code", asked
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def device(self, fields: dict[str, str]) -> dict[str, Any]:
        """Begin a device flow."""
        assert fields["client_id"] == CLIENT_ID, fields
        device, user = secrets.token_urlsafe(16), secrets.token_hex(4).upper()
        self.devices[user] = device
        return {"device_code": device, "user_code": user, "verification_uri": f"{self.issuer}/device", "interval": 1}

    def token(self, fields: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Answer at the token endpoint."""
        if (fields.get("client_id"), fields.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return 401, {"error": "invalid_client"}
        if fields.get("grant_type") == DEVICE_GRANT:
            if fields["device_code"] not in self.approved:
                return 400, {"error": "authorization_pending"}
            self.approved.discard(fields["device_code"])
            return 200, self._issued({})
        asked = self.codes.pop(fields.get("code", ""), None)
        if asked is None or asked["redirect_uri"] != fields.get("redirect_uri"):
            return 400, {"error": "invalid_grant"}
        challenge = asked.get("code_challenge")
        if challenge and challenge != _coded(hashlib.sha256(fields.get("code_verifier", "").encode()).digest()):
            return 400, {"error": "invalid_grant"}
        return 200, self._issued({"nonce": asked["nonce"]} if "nonce" in asked else {})

    def _issued(self, more: dict[str, str]) -> dict[str, Any]:
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT_ID, "sub": SUBJECT, "iat": now, "exp": now + 300, **more}
        signed = f"{_coded_json({'alg': 'RS256', 'kid': '1'})}.{_coded_json(claims)}"
        signature = self.key.sign(signed.encode(), padding.PKCS1v15(), SHA256())
        token = f"{signed}.{_coded(signature)}"
        return {"access_token": secrets.token_urlsafe(8), "token_type": "Bearer", "expires_in": 300, "id_token": token}


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    provider: Provider

    def do_GET(self) -> None:
        """Serve the documents, and the pages that a browser opens."""
        url = urlsplit(self.path)
        query = dict(parse_qsl(url.query))
        with self.provider.lock:
            match url.path:
                case "/.well-known/openid-configuration":
                    self._json(200, self.provider.configuration())
                case "/keys":
                    self._json(200, self.provider.keys())
                case "/authorize":
                    self.send_response(302)
                    self.send_header("Location", self.provider.authorize(query))
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                case "/device":
                    self.provider.approved.add(self.provider.devices[query["user_code"]])
                    self._json(200, {})
                case _:
                    self._json(404, {})

    def do_POST(self) -> None:
        """Serve Vault."""
        fields = dict(parse_qsl(self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()))
        scheme, _, coded = self.headers.get("Authorization", "").partition(" ")
        if scheme == "Basic":
            name, _, secret = base64.b64decode(coded).decode().partition(":")
            fields |= {"client_id": unquote(name), "client_secret": unquote(secret)}
        with self.provider.lock:
            if self.path == "/token":
                self._json(*self.provider.token(fields))
            elif self.path == "/device_authorization":
                self._json(200, self.provider.device(fields))
            else:
                self._json(404, {})

    def _json(self, status: int, value: object) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def _parts(numbers: rsa.RSAPublicNumbers) -> list[tuple[str, int]]:
    return [("n", numbers.n), ("e", numbers.e)]


def _coded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _coded_json(value: object) -> str:
    return _coded(json.dumps(value).encode())


def main() -> None:
    """Serve until standard input ends; say on standard output where."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    issuer = f"http://127.0.0.1:{server.server_port}"
    Handler.provider = Provider(issuer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(issuer, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
