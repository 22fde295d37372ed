"""Who may do what: each token belongs to a user and carries rights."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

RIGHTS = ("read", "publish", "yank", "owners")


@dataclass(frozen=True)
class Account:
    """One token, its user and its rights: any of read, publish, yank, owners."""

    token: str
    user: str
    rights: tuple[str, ...]


def to_json(accounts: Iterable[Account]) -> list[dict[str, Any]]:
    """Return accounts as they travel to the registry's process."""
    return [asdict(account) for account in accounts]


def from_json(accounts: Iterable[dict[str, Any]]) -> list[Account]:
    """Read what `to_json` wrote."""
    return [Account(entry["token"], entry["user"], tuple(entry["rights"])) for entry in accounts]
