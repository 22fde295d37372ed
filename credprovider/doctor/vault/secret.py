"""The secret itself: whether it is there, for which registry, and until when. Names of fields alone are noted."""

import shlex
from datetime import UTC, datetime
from time import time

from credprovider.doctor.vault.notes import Clock, Notes
from credprovider.index_url import identity
from credprovider.route import Route
from credprovider.token import Secret
from credprovider.vault.client import Client
from credprovider.vault.failures import NoSuchSecret, RemovedToken, VaultFailure
from credprovider.vault.kv import KvSecret, SecretPlace, read_secret

_SOON = 14 * 24 * 3600  # seconds


def examine_secret(client: Client, route: Route, place: SecretPlace, notes: Notes, *, told: bool) -> Secret | None:
    """Read the secret, note what it is, and return the token in it; None where there is none.

    told: whether what is noted already says why it cannot be read.
    """
    clock = Clock()
    try:
        secret = read_secret(client, place)
        notes.facts["milliseconds"]["read"] = clock.lap()
        notes.facts["fields"] = sorted(secret.fields)
        notes.facts["owner"] = _text(secret, "owner")
        notes.facts["expires"] = secret.expires
        text = secret.text(place)
    except VaultFailure as failure:
        is_owned = route.table.get("writable") is True
        if isinstance(failure, NoSuchSecret) or (is_owned and isinstance(failure, RemovedToken)):
            words = shlex.join([f"{place.mount}/{place.path}", f"{place.field}=-"])  # a project may have chosen them
            by_hand = f"have it written: `bao kv put {words}`, or the same with `vault`"
            edit = "store a token with `cargo login`" if is_owned else by_hand
            notes.add("vault-no-secret", "warning", failure.message, edit)
        elif not told:
            notes.failed("vault-secret", failure)
        return None
    _check_binding(secret, route, place, notes)
    _check_end(secret, place, notes)
    return Secret(text)


def _check_binding(secret: KvSecret, route: Route, place: SecretPlace, notes: Notes) -> None:
    bound = [secret.custom.get("index"), None if place.field == "index" else secret.fields.get("index")]
    for url in bound:
        if url is not None and (not isinstance(url, str) or identity(url) != identity(route.url)):
            message = f"the secret {place} is bound to another registry than {route.url}"
            edit = "name the secret of this registry, or correct `index` in that one"
            notes.add("vault-bound-elsewhere", "error", message, edit)


def _check_end(secret: KvSecret, place: SecretPlace, notes: Notes) -> None:
    ends = [end for end in (secret.expires, _instant(secret.custom.get("expires"))) if end is not None]
    if ends and min(ends) - time() < _SOON:
        left = min(ends) - time()
        when = datetime.fromtimestamp(min(ends), UTC).strftime("%Y-%m-%d %H:%M UTC")
        owner = _text(secret, "owner")
        edit = "have a new version written" + (f", by its owner: {owner}" if owner else "")
        word = "ends" if left > 0 else "ended"
        notes.add("vault-secret-ends", "warning", f"the secret {place} {word} at {when}", edit)


def _text(secret: KvSecret, key: str) -> str | None:
    value = secret.custom.get(key)
    return value if isinstance(value, str) and value else None


def _instant(written: object) -> float | None:
    """Return the unix seconds that `2030-01-31` or a whole RFC 3339 time mean, None for anything else."""
    try:
        found = datetime.fromisoformat(written) if isinstance(written, str) else None
    except ValueError:
        return None
    if found is None:
        return None
    return found.replace(tzinfo=found.tzinfo or UTC).timestamp()
