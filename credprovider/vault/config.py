"""How to reach Vault: the settings' `[vault]`, and for what it does not say the environment of the official clients."""

from credprovider.vault.address import DEFAULT_ADDRESS, Address, parse_address
from credprovider.vault.environment import duration, flag, number, refuse_unsupported, variable
from credprovider.vault.failures import VaultFailure
from credprovider.visible import visible


class VaultConfig:
    """Checked connection settings, from `table`, the checked `[vault]`, and the environment.

    address: where Vault or its agent is. ca_file, ca_data, ca_path: at most one is set, the trust in its certificate;
    none: the system's. client_cert, client_key: files for mutual TLS, or "". server_name: the name to check instead
    of the address's host. verify: False when the environment switches the check off. namespace: or "". timeout:
    seconds for one request, or None. retries: how often a request is repeated at most. redirects: whether one may be
    followed; redirect_hosts: to which other hosts. agent: whether the address is that of an agent, which may add a
    token of its own. token_file: a file that holds the Vault token, or "".

    Raises VaultFailure for a value that cannot be used.
    """

    def __init__(self, table: dict[str, object]) -> None:
        refuse_unsupported()
        agent = variable("AGENT_ADDR")[1]
        written = _text(table, "address") or agent or variable("ADDR")[1]
        self.address: Address = parse_address(written or DEFAULT_ADDRESS)
        self.agent = bool(agent) and "address" not in table
        self.ca_file, self.ca_data, self.ca_path = _trust(table)
        self.client_cert, self.client_key = variable("CLIENT_CERT")[1], variable("CLIENT_KEY")[1]
        if bool(self.client_cert) != bool(self.client_key):
            given, missing = ("CLIENT_CERT", "CLIENT_KEY") if self.client_cert else ("CLIENT_KEY", "CLIENT_CERT")
            raise VaultFailure(f"{variable(given)[0]} is set without {variable(missing)[0]}")
        self.server_name = _plain("server name", _text(table, "server-name") or variable("TLS_SERVER_NAME")[1])
        self.verify = not flag("SKIP_VERIFY")
        self.namespace = _plain("namespace", _text(table, "namespace") or variable("NAMESPACE")[1])
        self.timeout = duration("CLIENT_TIMEOUT")
        self.retries = number("MAX_RETRIES", 1000)
        self.redirects = not flag("DISABLE_REDIRECTS")
        hosts = table.get("redirect-hosts")
        self.redirect_hosts = [str(host) for host in hosts] if isinstance(hosts, list) else []
        self.token_file = _text(table, "token-file")


def _trust(table: dict[str, object]) -> tuple[str, str, str]:
    if "ca-file" in table or "ca-path" in table:
        return _text(table, "ca-file"), "", "" if "ca-file" in table else _text(table, "ca-path")
    if file := variable("CACERT")[1]:
        return file, "", ""
    if data := variable("CACERT_BYTES")[1]:
        return "", data, ""
    return "", "", variable("CAPATH")[1]


def _plain(what: str, text: str) -> str:
    if text and not (text.isascii() and text.isprintable()):
        raise VaultFailure(f"the Vault {what} `{visible(text, 60)}` contains a character that is not printable ASCII")
    return text


def _text(table: dict[str, object], key: str) -> str:
    value = table.get(key)
    return value if isinstance(value, str) else ""
