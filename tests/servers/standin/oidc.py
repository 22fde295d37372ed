"""Logins at an identity provider as OpenBao has them, in its three callback modes."""

import base64
import json
import secrets
import urllib.error
import urllib.request
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode, urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from tests.servers.standin.reply import UNSUPPORTED_PATH, RefusedError, Reply, done, success
from tests.servers.standin.request import Request
from tests.servers.standin.tokens import Tokens, seconds

FAILED = "OpenBao login failed."
EXPIRED = f"{FAILED} Expired or missing OAuth state."
HTML = "text/html"
NO_PAGE = "'allowed_redirect_uris' must be set if 'role_type' is 'oidc' or unspecified."


@dataclass
class Begun:
    """A login that has begun. subject: who has logged in at the provider, once that is known."""

    role: str
    redirect_uri: str
    client_nonce: str
    nonce: str
    verifier: str
    device_code: str = ""
    subject: str = ""


class Oidc:
    """One mount of the method."""

    open_paths: tuple[str, ...] = ("oidc/*",)

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._config: dict[str, Any] = {}
        self._roles: dict[str, dict[str, Any]] = {}
        self._begun: dict[str, Begun] = {}

    def answer(self, path: str, request: Request) -> Reply:
        """Answer a request below the mount; RefusedError for what the server refuses."""
        match path.split("/"), request.operation:
            case ["config"], "update":
                self._config = request.fields()
                return done()
            case ["role", name], "update":
                if not request.fields().get("allowed_redirect_uris"):
                    raise RefusedError(400, NO_PAGE)
                self._roles[name] = request.fields()
                return done()
            case ["oidc", "auth_url"], "update":
                return self._auth_url(request.fields())
            case ["oidc", "callback"], "read":
                return self._callback(dict(request.query))
            case ["oidc", "poll"], "update":
                return self._poll(request.fields())
        raise RefusedError(404, UNSUPPORTED_PATH)

    def _auth_url(self, fields: dict[str, Any]) -> Reply:
        if not self._config:
            raise RefusedError(400, "could not load configuration")
        name = fields.get("role") or self._config.get("default_role")
        if not name:
            raise RefusedError(400, "missing role")
        role = self._roles.get(name)
        if role is None:
            raise RefusedError(400, f'role "{name}" could not be found')
        mode, nonce = role.get("callback_mode", "client"), str(fields.get("client_nonce", ""))
        if mode != "client" and not nonce:
            raise RefusedError(400, "missing client_nonce")
        state = f"st_{secrets.token_hex(10)}"
        begun = Begun(name, str(fields.get("redirect_uri", "")), nonce, secrets.token_hex(10), secrets.token_hex(32))
        data: dict[str, object] = {}
        if mode != "client":
            data = {"state": state, "poll_interval": str(role.get("poll_interval", 5))}
        if mode == "device":
            client = {"client_id": self._config["oidc_client_id"], "client_secret": self._config["oidc_client_secret"]}
            told = self._post("device_authorization_endpoint", {**client, "scope": "openid"})
            begun.device_code = told["device_code"]
            data |= {"auth_url": told["verification_uri"], "user_code": told["user_code"]}
        elif not begun.redirect_uri:
            raise RefusedError(400, "missing redirect_uri")
        elif _portless(begun.redirect_uri) not in map(_portless, role["allowed_redirect_uris"]):
            return success({"auth_url": ""})
        else:
            data["auth_url"] = self._page(begun, state)
        self._begun[state] = begun
        return success(data)

    def _page(self, begun: Begun, state: str) -> str:
        query = {
            "client_id": self._config["oidc_client_id"],
            "code_challenge": _coded(sha256(begun.verifier.encode()).digest()),
            "code_challenge_method": "S256",
            "nonce": begun.nonce,
            "redirect_uri": begun.redirect_uri,
            "response_type": "code",
            "scope": "openid",
            "state": state,
        }
        return f"{self._found('authorization_endpoint')}?{urlencode(query)}"

    def _callback(self, query: dict[str, str]) -> Reply:
        begun = self._begun.pop(query.get("state", ""), None)
        if begun is None or begun.subject:
            raise RefusedError(400, EXPIRED)
        direct = self._roles[begun.role].get("callback_mode") == "direct"
        if direct:
            self._begun[query["state"]] = begun
            if not query.get("confirmation"):
                return Reply(200, b"<p>Confirm Login</p>", HTML)
        elif begun.client_nonce and query.get("client_nonce") != begun.client_nonce:
            raise RefusedError(400, "invalid client_nonce")
        asked = {
            "grant_type": "authorization_code",
            "code": query.get("code", ""),
            "redirect_uri": begun.redirect_uri,
            "code_verifier": begun.verifier,
            "client_id": self._config["oidc_client_id"],
            "client_secret": self._config["oidc_client_secret"],
        }
        claims = self._claims(self._post("token_endpoint", asked))
        if claims.get("nonce") != begun.nonce:
            raise RefusedError(400, f"{FAILED} Error exchanging oidc code: invalid id_token nonce")
        if direct:
            begun.subject = claims["sub"]
            return Reply(200, b"<p>Authentication Succeeded</p>", HTML)
        return self._issued(begun.role, claims["sub"])

    def _poll(self, fields: dict[str, Any]) -> Reply:
        state = str(fields.get("state", ""))
        begun = self._begun.get(state)
        if begun is None:
            raise RefusedError(400, EXPIRED)
        if begun.client_nonce != fields.get("client_nonce"):
            del self._begun[state]
            raise RefusedError(400, "invalid client_nonce")
        if begun.device_code:
            grant = "urn:ietf:params:oauth:grant-type:device_code"
            client = {"client_id": self._config["oidc_client_id"], "client_secret": self._config["oidc_client_secret"]}
            told = self._post("token_endpoint", {**client, "grant_type": grant, "device_code": begun.device_code})
            if told.get("error") == "authorization_pending":
                raise RefusedError(400, "authorization_pending")
            begun.subject = self._claims(told)["sub"]
        if not begun.subject:
            raise RefusedError(400, "authorization_pending")
        del self._begun[state]
        return self._issued(begun.role, begun.subject)

    def _issued(self, name: str, subject: str) -> Reply:
        role = self._roles[name]
        return self._tokens.issue(
            role.get("token_policies", []),
            seconds(role.get("token_ttl", 0)),
            metadata={"role": name},
            display_name=f"oidc-{subject}",
            path="auth/oidc/oidc/callback",
        )

    def _claims(self, told: dict[str, Any]) -> dict[str, Any]:
        """Return the claims of an ID token; RefusedError for one that is not the provider's, or not for us."""
        if "error" in told:
            raise RefusedError(400, f'{FAILED} Error exchanging oidc code: "{told["error"]}".')
        signed, _, signature = told["id_token"].rpartition(".")
        (key,) = _fetched(self._found("jwks_uri"))["keys"]
        numbers = (int.from_bytes(_decoded(key[part])) for part in ("e", "n"))
        try:
            public = rsa.RSAPublicNumbers(*numbers).public_key()
            public.verify(_decoded(signature), signed.encode(), padding.PKCS1v15(), SHA256())
        except InvalidSignature as error:
            raise RefusedError(400, f"{FAILED} Error exchanging oidc code: invalid signature") from error
        claims: dict[str, Any] = json.loads(_decoded(signed.partition(".")[2]))
        if claims["aud"] != self._config["oidc_client_id"]:
            raise RefusedError(400, f"{FAILED} Error exchanging oidc code: invalid audience")
        return claims

    def _found(self, endpoint: str) -> str:
        configuration = _fetched(f"{self._config['oidc_discovery_url']}/.well-known/openid-configuration")
        return str(configuration[endpoint])

    def _post(self, endpoint: str, fields: dict[str, str]) -> dict[str, Any]:
        return _fetched(self._found(endpoint), urlencode(fields).encode())


def _fetched(url: str, data: bytes | None = None) -> dict[str, Any]:
    assert url.startswith("http://127.0.0.1:")
    try:
        with urllib.request.urlopen(url, data, timeout=5) as answer:  # noqa: S310 - checked above
            found: dict[str, Any] = json.load(answer)
    except urllib.error.HTTPError as error:
        found = json.load(error)
    return found


def _portless(uri: str) -> str:
    """Return a URI of this machine without its port, which does not count there; any other as it is."""
    parts = urlsplit(uri)
    if parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        return uri
    return parts._replace(netloc=parts.hostname or "").geturl()


def _coded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
