"""The variables of the official clients: VAULT_x, and BAO_x, which wins even when it is set to nothing.

Source: OpenBao api/client.go v2.6.2. A value that cannot be understood is an error, never passed over.
"""

import os

from credprovider.vault.failures import VaultFailure
from credprovider.visible import visible

_TRUE = ("1", "t", "T", "TRUE", "true", "True")
_FALSE = ("0", "f", "F", "FALSE", "false", "False")
_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001, "us": 1e-6, "µs": 1e-6, "ns": 1e-9}


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
    """Return the variable as a whole number from 0 on, `default` when it is not set. Raises VaultFailure."""
    full, value = variable(name)
    if not value:
        return default
    if not (_is_digits(value) and len(value) < 10):
        raise VaultFailure(f"{full} must be a whole number from 0 on, not `{visible(value, 40)}`")
    return int(value)


def duration(name: str) -> float | None:
    """Return the variable, a number of seconds or a duration such as `30s`, `1m30s` or `1d`, in seconds; None when it
    is not set, or 0.

    Raises VaultFailure for anything else, and for less than 0.
    """
    full, value = variable(name)
    if not value:
        return None
    seconds = _seconds(value)
    if seconds is None:
        raise VaultFailure(f"{full} must be a duration such as `30s` or `1m30s`, not `{visible(value, 40)}`")
    return seconds or None


def refuse_unsupported() -> None:
    """Raise VaultFailure when a variable is set that changes whom we ask, or what we are answered, and that is not
    supported here.
    """
    if flag("SRV_LOOKUP"):
        advice = "a host that an unprotected DNS answer names gets no token; unset it for cargo"
        raise VaultFailure(f"{variable('SRV_LOOKUP')[0]} is set, but it is not supported here", advice)
    name, value = variable("WRAP_TTL")
    if value:
        advice = "Vault would wrap every answer, and no secret could be read; unset it for cargo"
        raise VaultFailure(f"{name} is set, but it is not supported here", advice)


def _seconds(text: str) -> float | None:
    whole, days = text.removesuffix("d"), text.endswith("d")
    if _is_digits(whole) and len(whole) < 10:
        return float(whole) * (86400 if days else 1)
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


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _leading(text: str, allowed: str) -> str:
    end = 0
    while end < len(text) and text[end] in allowed:
        end += 1
    return text[:end]
