"""Forget the login to Vault.

The token that was kept is good until it ends all the same; with --revoke Vault ends it now.
"""

import argparse

from credprovider.commands.vault.opened import opened_vault
from credprovider.errors import Other
from credprovider.token import Secret
from credprovider.vault.failures import VaultFailure
from credprovider.vault.session import Session

NAME = "logout"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the revocation."""
    parser.add_argument(
        "--revoke", action="store_true", help="revoke the token, too; everything that was leased with it ends with it"
    )


def run(arguments: argparse.Namespace) -> int:
    """Forget the login, say so and return 0. Raises Other; also when there is none, or it is not ours to forget."""
    with opened_vault(arguments.role) as (session, _):
        if not session.method.keeps or session.method.inline:
            inline = "with inline = true in `auth` each request logs in for itself"
            why = inline if session.method.inline else "its token comes from elsewhere, and is removed there"
            raise Other(f"no login to {session.where} is kept", (why,))
        login = session.login()
        kept = login.kept()
        revoked = _revoke(session, kept.token) if arguments.revoke and kept is not None else ""
        if not login.drop():
            raise Other(f"nobody is logged in to {session.where}")
        print(f"Logged out of {session.where}.{revoked}")
    return 0


def _revoke(session: Session, token: Secret) -> str:
    """Revoke the token; return the sentence about that. Raises VaultFailure."""
    answer = session.method.client.speaking_as(token).post("auth/token/revoke-self", {})
    if answer.status == 403:
        return " Vault has not revoked the token: it had ended already, or its policies do not let it do that."
    if answer.status not in (200, 204):
        advice = "the login is still kept; without --revoke it is forgotten here alone"
        raise VaultFailure(f"{session.where} does not revoke the token (status {answer.status})", advice)
    return " The token is revoked, and the leases that were read with it have ended, too."
