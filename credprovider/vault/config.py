"""How to reach Vault, and as whom: the settings' `[vault]`, and for what it does not say the environment of the
official clients.
"""

import os

from credprovider.token import Secret
from credprovider.vault.address import DEFAULT_ADDRESS, Address, parse_address
from credprovider.vault.environment import duration, flag, number, refuse_unsupported, variable
from credprovider.vault.failures import VaultFailure
from credprovider.visible import visible

_MAX_TOKEN = 64 * 1024


class VaultConfig:
    """Checked connection settings, from `table`, the checked `[vault]`, and the environment.

    address: where Vault or its agent is. ca_file, ca_data, ca_path: at most one is set, the trust in its certificate;
    none: the system's. client_cert, client_key: files for mutual TLS, or "". server_name: the name to check instead
    of the address's host. verify: False when the environment switches the check off. namespace: or "". timeout:
    seconds for one request, or None. retries: how often a request is repeated. redirects: whether one may be
    followed; redirect_hosts: to which other hosts. token: who we are, None for an agent that adds its own.

    Raises VaultFailure for a value that cannot be used and when there is no token.
    """

    def __init__(self, table: dict[str, object]) -> None:
        refuse_unsupported()
        agent = variable("AGENT_ADDR")[1]
        written = _text(table, "address") or agent or variable("ADDR")[1]
        self.address: Address = parse_address(written or DEFAULT_ADDRESS)
        self.ca_file, self.ca_data, self.ca_path = _trust(table)
        self.client_cert, self.client_key = variable("CLIENT_CERT")[1], variable("CLIENT_KEY")[1]
        if bool(self.client_cert) != bool(self.client_key):
            given, missing = ("CLIENT_CERT", "CLIENT_KEY") if self.client_cert else ("CLIENT_KEY", "CLIENT_CERT")
            raise VaultFailure(f"{variable(given)[0]} is set without {variable(missing)[0]}")
        self.server_name = _plain("server name", _text(table, "server-name") or variable("TLS_SERVER_NAME")[1])
        self.verify = not flag("SKIP_VERIFY")
        self.namespace = _plain("namespace", _text(table, "namespace") or variable("NAMESPACE")[1])
        self.timeout = duration("CLIENT_TIMEOUT")
        self.retries = number("MAX_RETRIES", 2)
        self.redirects = not flag("DISABLE_REDIRECTS")
        hosts = table.get("redirect-hosts")
        self.redirect_hosts = [str(host) for host in hosts] if isinstance(hosts, list) else []
        self.token = _token(table)
        if self.token is None and not (agent and "address" not in table):
            raise VaultFailure(
                "there is no Vault token", "log in with `vault login`, set VAULT_TOKEN, or set token-file under [vault]"
            )


def _trust(table: dict[str, object]) -> tuple[str, str, str]:
    if "ca-file" in table or "ca-path" in table:
        return _text(table, "ca-file"), "", "" if "ca-file" in table else _text(table, "ca-path")
    if file := variable("CACERT")[1]:
        return file, "", ""
    if data := variable("CACERT_BYTES")[1]:
        return "", data, ""
    return "", "", variable("CAPATH")[1]


def _token(table: dict[str, object]) -> Secret | None:
    path = _text(table, "token-file")
    if path:
        return _checked(_file_content(path), f"the Vault token in {visible(path)}")
    name, value = variable("TOKEN")
    if value:
        return _checked(value, f"the Vault token in {name}")
    path = variable("TOKEN_PATH")[1]
    home = os.environ.get("HOME", "")
    if not path and home:
        path = os.path.join(home, ".vault-token")
        if not os.path.exists(path):
            return None
    return _checked(_file_content(path), f"the Vault token in {visible(path)}") if path else None


def _checked(text: str, what: str) -> Secret:
    if not (text and text.isascii() and text.isprintable() and " " not in text):
        raise VaultFailure(f"{what} is {'not a token: it contains other characters' if text else 'empty'}")
    return Secret(text)


def _file_content(path: str) -> str:
    try:
        descriptor = os.open(os.path.expanduser(path), os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        try:
            data = os.read(descriptor, _MAX_TOKEN)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise VaultFailure(f"the Vault token file {visible(path)} cannot be read: {error.strerror}") from None
    return data.decode("latin-1").strip()


def _plain(what: str, text: str) -> str:
    if text and not (text.isascii() and text.isprintable()):
        raise VaultFailure(f"the Vault {what} `{visible(text, 60)}` contains a character that is not printable ASCII")
    return text


def _text(table: dict[str, object], key: str) -> str:
    value = table.get(key)
    return value if isinstance(value, str) else ""
