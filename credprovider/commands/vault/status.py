"""Say who is logged in to Vault, and for how long.

Exit status 1: nobody is. With --json: one object with schema, address, namespace, method, mount, role, logged_in, and
for a login fingerprint, display_name, entity_id, policies, ttl (seconds, null without an end) and renewable.
"""

import argparse
import json

from credprovider.commands.vault.identity import Identity, inline_identity, own_identity
from credprovider.commands.vault.opened import opened_vault
from credprovider.commands.vault.place import shown_place
from credprovider.token import Secret
from credprovider.vault.failures import VaultFailure
from credprovider.vault.session import Session

NAME = "status"
_SCHEMA = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the output format."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Print it and return 0, or 1 when nobody is logged in. Raises Other when Vault cannot be asked."""
    with opened_vault(arguments.role) as (session, _):
        token, problem = _own_token(session)
        identity = None if problem else _identity(session, token)
        if identity is None and not problem:
            problem = "Vault does not know this token (any more), or its policies do not let it ask who it is"
        print(_as_json(session, token, identity) if arguments.json else _as_text(session, token, identity, problem))
    return 0 if identity else 1


def _own_token(session: Session) -> tuple[Secret | None, str]:
    """Return the token that is there without a login, and what is wrong when there is none; an inline login has none
    and needs none.
    """
    if session.method.inline:
        return None, ""
    if not session.method.keeps:
        try:
            return session.method.ready_token(), ""
        except VaultFailure as failure:
            return None, failure.message
    kept = session.login().kept()
    return (None, "no login is kept, or it has ended") if kept is None else (kept.token, "")


def _identity(session: Session, token: Secret | None) -> Identity | None:
    if session.method.inline:
        return inline_identity(session)
    return own_identity(session if token is None else session.method.client.speaking_as(token))


def fingerprint(token: Secret) -> str:
    """Return by what a token can be recognised, and nothing else: Vault makes them of at least 128 random bits."""
    from hashlib import sha256  # it brings along OpenSSL, which no other command needs

    return sha256(token.reveal().encode("utf-8")).hexdigest()[:8]


def _as_text(session: Session, token: Secret | None, identity: Identity | None, problem: str) -> str:
    if identity is None:
        return "\n".join([f"Nobody is logged in to Vault: {problem}.", *shown_place(session)])
    seen = [f"  token     with the fingerprint {fingerprint(token)}"] if token else []
    first = "Logged in to Vault by each request for itself." if session.method.inline else "Logged in to Vault."
    return "\n".join([first, *shown_place(session), *identity.lines(), *seen])


def _as_json(session: Session, token: Secret | None, identity: Identity | None) -> str:
    method = session.method
    place = {
        "schema": _SCHEMA,
        "address": str(session.config.address),
        "namespace": session.config.namespace,
        "method": method.text("method") or "token",
        "mount": method.mount if method.keeps else "",
        "role": method.text("role"),
        "logged_in": identity is not None,
    }
    if identity is None:
        return json.dumps(place)
    return json.dumps({**place, "fingerprint": fingerprint(token) if token else None, **identity._asdict()})
