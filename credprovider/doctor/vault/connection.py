"""The way to Vault: which address and why, and how long each step to a connection takes."""

import socket
import ssl
from collections.abc import Callable, Mapping
from time import time
from typing import Any

from credprovider.doctor.vault.certificate import described, shown_certificate
from credprovider.doctor.vault.notes import Clock, Notes
from credprovider.vault.config import VaultConfig
from credprovider.vault.environment import variable
from credprovider.vault.failures import VaultFailure
from credprovider.vault.proxy import proxy_for
from credprovider.vault.tls import new_context

_SOON = 14 * 24 * 3600  # seconds before the end of a certificate
_CA = "ca-file under [vault], or VAULT_CACERT"
_MOST = 2.0  # seconds for one step: what hangs here is left to the request that comes after


def describe_settings(config: VaultConfig, table: Mapping[str, object], notes: Notes) -> None:
    """Note where the settings lead, and what in them is dangerous. table: the checked `[vault]`. No I/O. Raises
    VaultFailure for a value that cannot be used.
    """
    facts = notes.facts
    facts["address"] = str(config.address)
    facts["address_from"] = address_from(table)
    facts["namespace"] = config.namespace or None
    facts["proxy"] = _proxy(config)
    facts["trust"] = _trust(config)
    if not config.verify:
        name = variable("SKIP_VERIFY")[0]
        message = f"{name} is set: anybody on the way can read the Vault token and the registry's tokens"
        notes.add("vault-unverified", "warning", message, f"unset it, and name the CA: {_CA}", name)


def address_from(table: Mapping[str, object]) -> str:
    """Return what names the address: "settings", the name of a variable, or "default"."""
    if "address" in table:
        return "settings"
    for name in ("AGENT_ADDR", "ADDR"):
        full, value = variable(name)
        if value:
            return full
    return "default"


def measure_connection(config: VaultConfig, left: Callable[[], float], notes: Notes) -> None:
    """Note how long the name look-up, the connection and TLS take, and which certificate the server shows.

    A step that fails is noted by its absence: the request that comes after it fails in the words that cargo would show.
    Through a proxy nothing is measured.
    """
    if notes.facts["proxy"] is not None:
        return
    times, clock = notes.facts["milliseconds"], Clock()
    try:
        place = _place(config)
        times["lookup"] = clock.lap() if not config.address.socket else None
        kind = socket.AF_UNIX if config.address.socket else socket.AF_INET6 if len(place) == 4 else socket.AF_INET
        with socket.socket(kind, socket.SOCK_STREAM) as raw:
            raw.settimeout(min(_MOST, left()))
            clock.lap()
            raw.connect(config.address.socket or place)
            times["connect"] = clock.lap()
            if config.address.scheme == "https":
                _measure_tls(raw, place, config, left, notes)
    except OSError:
        return


def _measure_tls(
    raw: socket.socket, place: tuple[Any, ...], config: VaultConfig, left: Callable[[], float], notes: Notes
) -> None:
    name = config.server_name or config.address.host
    clock = Clock()
    certificate = None
    try:
        raw.settimeout(min(_MOST, left()))
        context: ssl.SSLContext = new_context(config, lean=False)
        clock.lap()
        with context.wrap_socket(raw, server_hostname=name) as channel:
            notes.facts["milliseconds"]["tls"] = clock.lap()
            notes.facts["protocol"] = channel.version()
            certificate = described(channel.getpeercert())
    except TimeoutError:
        return
    except (OSError, VaultFailure):
        pass
    certificate = certificate or shown_certificate(place, name, min(_MOST, left()))
    notes.facts["certificate"] = certificate
    if certificate is not None:
        _check_end(certificate["ends"], notes)


def _check_end(ends: int, notes: Notes) -> None:
    left = ends - time()
    if left < _SOON:
        days = f"ends in {left / 86400:.0f} days" if left > 0 else f"ended {-left / 86400:.0f} days ago"
        edit = "have the server's certificate renewed"
        notes.add("vault-certificate-ends", "warning", f"the certificate of Vault's server {days}", edit)


def _place(config: VaultConfig) -> tuple[Any, ...]:
    if config.address.socket:
        return ()
    host, port = config.address.host, config.address.port
    return tuple(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][4])


def _proxy(config: VaultConfig) -> str | None:
    proxy = None if config.address.socket else proxy_for(config.address, config.proxy)
    return None if proxy is None else str(proxy)


def _trust(config: VaultConfig) -> str:
    if config.address.scheme != "https":
        return "no TLS: this machine alone"
    if not config.verify:
        return "nothing is checked"
    if config.ca_file:
        return f"the CA file {config.ca_file}"
    if config.ca_data:
        return f"the CA in {variable('CACERT_BYTES')[0]}"
    return f"the CA folder {config.ca_path}" if config.ca_path else "the system's CAs"
