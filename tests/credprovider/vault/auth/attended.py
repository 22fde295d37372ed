"""A developer whose registry's token is in a Vault that they log in to, and their browser."""

import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.credprovider.provider import CANARY, INDEX, Provider
from tests.credprovider.terminal import Terminal
from tests.servers.identity_provider import CLIENT_ID, CLIENT_SECRET
from tests.servers.vault_server import VaultServer

SECRET = "kv/people/registry"
PASSWORD = f"{CANARY} pässword"
POLICY = "people-read"


@dataclass
class Developer:
    """A provider whose registry is in the Vault `server`."""

    provider: Provider
    server: VaultServer

    def settings(self, auth: str, *, more: str = "") -> None:
        """Write the settings, with this table `auth`, and make what it reads."""
        self.server.write_secret(SECRET, {"token": CANARY})
        self.server.policy(POLICY, {"kv/data/people/*": ["read"]})
        self.provider.settings(
            f'[vault]\naddress = "{self.server.address}"\nca-file = "{self.server.ca_file}"\nauth = {{ {auth} }}\n'
            f'[registries."{INDEX}"]\nstore = "vault"\nsecret = "{SECRET}"\n{more}'
        )

    def userpass(self, auth: str = 'method = "userpass", username = "alice"', **user: object) -> None:
        """Mount userpass with the user alice, and log in as her."""
        self.server.mount_auth("userpass")
        fields = {"password": PASSWORD, "token_policies": [POLICY], "token_ttl": "1h", **user}
        self.server.administer("POST", "auth/userpass/users/alice", fields)
        self.settings(auth)

    def oidc(self, issuer: str, port: int, *, mode: str = "client", auth: str = "", **role: object) -> None:
        """Mount oidc with the role dev, and log in as that."""
        server = self.server
        server.mount_auth("oidc")
        known = {"oidc_discovery_url": issuer, "oidc_client_id": CLIENT_ID, "oidc_client_secret": CLIENT_SECRET}
        server.administer("POST", "auth/oidc/config", known)
        pages = ["http://localhost:8250/oidc/callback", f"{server.address}/v1/auth/oidc/oidc/callback"]
        fields: dict[str, object] = {
            "role_type": "oidc",
            "user_claim": "sub",
            "allowed_redirect_uris": pages,
            "token_policies": [POLICY],
            "token_ttl": "1h",
            **({} if mode == "client" else {"callback_mode": mode, "poll_interval": 1}),
            **role,
        }
        server.administer("POST", "auth/oidc/role/dev", fields)
        own = f"port = {port}" if mode == "client" else f'callback-mode = "{mode}"'
        self.settings(auth or f'method = "oidc", role = "dev", {own}')

    def logs_in(self, *words: str) -> Terminal:
        """Start `cargo credprovider vault login` on a terminal, with more words."""
        return Terminal(self.provider, "vault", "login", *words)


def page_shown(terminal: Terminal) -> str:
    """Wait for the page that the person is to open, and return its URL."""
    return terminal.shown("Waiting for the login").partition("\r\n    ")[2].split()[0]


@dataclass(frozen=True)
class Page:
    """What a browser got."""

    status: int
    text: str
    location: str


class _Here(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def opened(url: str, data: bytes | None = None) -> Page:
    """Open a URL of this machine, as a browser does, and follow nothing."""
    assert urlsplit(url).hostname in ("127.0.0.1", "localhost")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Here())
    try:
        with opener.open(url, data, timeout=20) as answer:
            return Page(answer.status, answer.read().decode(), "")
    except urllib.error.HTTPError as error:
        with error:
            return Page(error.code, error.read().decode(), error.headers.get("Location", ""))


def consented(url: str) -> str:
    """Consent to a login at the identity provider; return where it sends the browser to."""
    page = opened(url)
    assert page.status == 302, page
    return page.location


def query(url: str) -> dict[str, str]:
    """Return the parameters of a URL."""
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
