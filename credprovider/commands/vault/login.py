"""Log in to Vault and keep the login.

A method that needs a person asks on the terminal or opens a browser. For any other this shows whether its login works.
"""

import argparse

from credprovider.commands.vault.identity import Identity, inline_identity, own_identity
from credprovider.commands.vault.opened import opened_vault
from credprovider.commands.vault.place import shown_place
from credprovider.deadline import Deadline
from credprovider.vault.auth.attended import AttendedMethod
from credprovider.vault.failures import VaultFailure
from credprovider.vault.session import Session
from credprovider.vault.sign_in import sign_in

NAME = "login"
_KEPT = "Logged in to Vault; cargo uses this login until it ends."
_NOT_KEPT = "The login to Vault works. It is not kept, and every run of cargo logs in for itself."
_READY = "The login to Vault works; there is nothing to keep."
_INLINE = "The login to Vault works; it travels in each request, and there is nothing to keep."


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """Add nothing: the role is all that can be chosen."""


def run(arguments: argparse.Namespace) -> int:
    """Log in, say as whom, and return 0. Raises Other."""
    with opened_vault(arguments.role) as (session, deadline):
        first, identity = _logged_in(session, deadline)
        lines = (
            identity.lines() if identity else ["  as        somebody whose policies do not let them ask who they are"]
        )
        print("\n".join([first, *shown_place(session), *lines]))
    return 0


def _logged_in(session: Session, deadline: Deadline) -> tuple[str, Identity | None]:
    """Log in; return the sentence about that, and who we are, None when Vault does not let us ask."""
    method = session.method
    if method.inline:
        return _INLINE, inline_identity(session)
    if not method.keeps:
        identity = own_identity(session)
        if identity is None:  # no login has just shown that the token is good
            meaning = "it has ended or was revoked, or its policies do not let it ask who it is"
            advice = "log in again with `bao login` or `vault login`, or give another token"
            raise VaultFailure(f"{session.where} does not say who our token is", meaning, advice)
        return _READY, identity
    if isinstance(method, AttendedMethod):
        issued, first = sign_in(session, method, deadline), _KEPT
    else:
        issued = method.log_in()
        first = _KEPT if session.login().keep(issued) else _NOT_KEPT
    return first, own_identity(method.client.speaking_as(issued.token))
