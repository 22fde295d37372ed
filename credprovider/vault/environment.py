"""The variables of the official clients: VAULT_x, and BAO_x, which wins even when it is set to nothing.

Source: OpenBao api/client.go v2.6.2. A value that cannot be understood is an error, never passed over.
"""

import os

from credprovider.vault.failures import VaultFailure
from credprovider.visible import visible

_TRUE = ("1", "t", "T", "TRUE", "true", "True")
_FALSE = ("0", "f", "F", "FALSE", "false", "False")
_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001, "us": 1e-6, "µs": 1e-6, "ns": 1e-9}
_UNSUPPORTED = ("PROXY_ADDR", "HTTP_PROXY", "CLIENT_CERT_BYTES", "CLIENT_KEY_BYTES")


def variable(name: str) -> tuple[str, str]:
    """Return the full name and the value of BAO_`name` or VAULT_`name`; the value is "" when it is not set."""
    own = "BAO_" + name
    if own in os.environ:
        return own, os.environ[own]
    return "VAULT_" + name, os.environ.get("VAULT_" + name, "")


def flag(name: str) -> bool:
    """Return the variable as a truth value, False when it is not set. Raises VaultFailure for any other word."""
    full, value = variable(name)
    if value and value not in (*_TRUE, *_FALSE):
        raise VaultFailure(f"{full} must be `true` or `false`, not `{visible(value, 40)}`")
    return value in _TRUE


def number(name: str, default: int) -> int:
    """Return the variable as a whole number from 0 to 1000, `default` when it is not set. Raises VaultFailure."""
    full, value = variable(name)
    if not value:
        return default
    if not (value.isascii() and value.isdigit() and len(value) < 5 and int(value) <= 1000):
        raise VaultFailure(f"{full} must be a whole number from 0 to 1000, not `{visible(value, 40)}`")
    return int(value)


def duration(name: str) -> float | None:
    """Return the variable, a number of seconds or a duration such as `30s` or `1m30s`, in seconds; None when it is
    not set.

    Raises VaultFailure for anything else, and for nothing or less.
    """
    full, value = variable(name)
    if not value:
        return None
    seconds = _seconds(value)
    if seconds is None or seconds <= 0:
        raise VaultFailure(f"{full} must be a duration such as `30s` or `1m30s`, not `{visible(value, 40)}`")
    return seconds


def refuse_unsupported() -> None:
    """Raise VaultFailure when a variable is set that would change where we connect, and that is not supported here."""
    for name in _UNSUPPORTED:
        full, value = variable(name)
        if value:
            raise VaultFailure(f"{full} is set, but it is not supported here", "unset it for cargo")
    if flag("SRV_LOOKUP"):
        raise VaultFailure(f"{variable('SRV_LOOKUP')[0]} is set, but it is not supported here", "unset it for cargo")


def _seconds(text: str) -> float | None:
    if text.isascii() and text.isdigit() and len(text) < 10:
        return float(text)
    total = 0.0
    rest = text
    while rest:
        digits = _leading(rest, "0123456789.")
        unit = _leading(rest[len(digits) :], "hmsuµn")
        if unit not in _UNITS or len(digits) > 12 or digits.count(".") > 1 or digits in ("", "."):
            return None
        total += float(digits) * _UNITS[unit]
        rest = rest[len(digits) + len(unit) :]
    return total if text else None


def _leading(text: str, allowed: str) -> str:
    end = 0
    while end < len(text) and text[end] in allowed:
        end += 1
    return text[:end]
