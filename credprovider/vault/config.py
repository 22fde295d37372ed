"""How to reach Vault: the settings' `[vault]`, and for what it does not say the environment of the official clients."""

import os

from credprovider.vault.address import DEFAULT_ADDRESS, Address, parse_address
from credprovider.vault.environment import duration, flag, number, refuse_unsupported, variable
from credprovider.vault.failures import VaultFailure
from credprovider.visible import visible

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from credprovider.vault.client_certificate import ClientCertificate
    from credprovider.vault.proxy import Proxy
    from credprovider.vault.rate_limit import RateLimit


class VaultConfig:
    """Checked connection settings, from `table`, the checked `[vault]`, and the environment.

    address: where Vault or its agent is. written: whether the settings themselves say that. ca_file, ca_data, ca_path:
    at most one is set, the trust in its certificate; none: the system's. certificate: our own for mutual TLS, or None.
    server_name: the name to check instead of the address's host. verify: False when the environment switches the check
    off. namespace: or "". proxy: one that is named for Vault itself, or None; others are looked for where it is needed.
    timeout: seconds for one request, or None. retries: how often a request is repeated at most. rate_limit: what holds
    requests back, or None. redirects: whether one may be followed; redirect_hosts: to which other hosts. agent: whether
    the address is that of an agent, which may add a token of its own. mfa: what proves a second factor, or "".
    token_file: a file that holds the Vault token, or "".

    Raises VaultFailure for a value that cannot be used.
    """

    def __init__(self, table: dict[str, object]) -> None:
        refuse_unsupported()
        agent = variable("AGENT_ADDR")[1]
        written = _text(table, "address") or agent or variable("ADDR")[1]
        self.address: Address = parse_address(written or DEFAULT_ADDRESS)
        self.written = "address" in table
        self.agent = bool(agent) and not self.written
        self.ca_file, self.ca_data, self.ca_path = _trust(table)
        self.certificate = _certificate(table)
        self.server_name = _plain("server name", _text(table, "server-name") or variable("TLS_SERVER_NAME")[1])
        self.verify = not flag("SKIP_VERIFY")
        self.namespace = _plain("namespace", _text(table, "namespace") or variable("NAMESPACE")[1])
        self.proxy = _proxy(_text(table, "proxy"))
        self.timeout = duration("CLIENT_TIMEOUT")
        self.retries = number("MAX_RETRIES", 1000)
        self.rate_limit = _rate_limit()
        self.redirects = not flag("DISABLE_REDIRECTS")
        hosts = table.get("redirect-hosts")
        self.redirect_hosts = [str(host) for host in hosts] if isinstance(hosts, list) else []
        self.mfa = _mfa()
        self.token_file = _text(table, "token-file")

    def server(self) -> list[object]:
        """Return what decides which server is taken for this Vault, and its namespace: what one server gave is for no
        other that answers at the same address, such as at the near end of a tunnel.
        """
        trust = [self.ca_file, self.ca_data, self.ca_path, self.server_name, self.verify]
        return [str(self.address), self.namespace, *trust]


def _trust(table: dict[str, object]) -> tuple[str, str, str]:
    if "ca-file" in table:
        return os.path.expanduser(_text(table, "ca-file")), "", ""
    if "ca-path" in table:
        return "", "", os.path.expanduser(_text(table, "ca-path"))
    if file := variable("CACERT")[1]:
        return file, "", ""
    if data := variable("CACERT_BYTES")[1]:
        return "", data, ""
    return "", "", variable("CAPATH")[1]


def _certificate(table: dict[str, object]) -> "ClientCertificate | None":
    """Return our own certificate. Of the variables those with paths come first, as in OpenBao api/client.go."""
    certificate, key = _text(table, "client-cert"), _text(table, "client-key")
    if not certificate:
        certificate, key = _pair("CLIENT_CERT", "CLIENT_KEY")
    text, key_text = ("", "") if certificate else _pair("CLIENT_CERT_BYTES", "CLIENT_KEY_BYTES")
    if not certificate and not text:
        return None
    from credprovider.token import Secret
    from credprovider.vault.client_certificate import ClientCertificate

    if certificate:
        return ClientCertificate(f"the client certificate {certificate} with its key {key}", certificate, key)
    what = f"the client certificate in {variable('CLIENT_CERT_BYTES')[0]} with its key"
    return ClientCertificate(what, text=text, key_text=Secret(key_text))


def _pair(certificate: str, key: str) -> tuple[str, str]:
    values = variable(certificate)[1], variable(key)[1]
    if bool(values[0]) != bool(values[1]):
        given, missing = (certificate, key) if values[0] else (key, certificate)
        raise VaultFailure(f"{variable(given)[0]} is set without {variable(missing)[0]}")
    return values


def _proxy(written: str) -> "Proxy | None":
    name, value = "`proxy` under [vault]", written
    for each in () if written else ("PROXY_ADDR", "HTTP_PROXY"):
        name, value = variable(each)
        if value:
            break
    if not value:
        return None
    from credprovider.vault.proxy import parse_proxy

    return parse_proxy(value, f"the proxy in {name}" if not written else name)


def _rate_limit() -> "RateLimit | None":
    name, value = variable("RATE_LIMIT")
    if not value:
        return None
    from credprovider.vault.rate_limit import rate_limit

    return rate_limit(name, value)


def _mfa() -> str:
    name, value = variable("MFA")
    if value and not (value.isascii() and value.isprintable() and "," not in value):
        raise VaultFailure(f"{name} must be one second factor, in printable ASCII")
    return value


def _plain(what: str, text: str) -> str:
    if text and not (text.isascii() and text.isprintable()):
        raise VaultFailure(f"the Vault {what} `{visible(text, 60)}` contains a character that is not printable ASCII")
    return text


def _text(table: dict[str, object], key: str) -> str:
    value = table.get(key)
    return value if isinstance(value, str) else ""
