"""Log in to Vault and keep the login.

A method that needs a person asks on the terminal or opens a browser. For any other this shows whether its login works.
"""

import argparse

from credprovider.commands.vault.identity import own_identity
from credprovider.commands.vault.opened import opened_vault
from credprovider.commands.vault.place import shown_place
from credprovider.vault.failures import VaultFailure
from credprovider.vault.session import Session
from credprovider.vault.sign_in import sign_in

NAME = "login"


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """Add nothing: the role is all that can be chosen."""


def run(arguments: argparse.Namespace) -> int:
    """Log in, say as whom, and return 0. Raises Other."""
    with opened_vault(arguments.role) as (session, deadline):
        if session.method.keeps and not session.method.inline:
            issued = sign_in(session, deadline)
            identity = own_identity(session.method.client.speaking_as(issued.token))
        else:
            identity = own_identity(session)
            if identity is None:
                advice = "it has ended or was revoked, or its policies do not let it ask who it is"
                raise VaultFailure(f"{session.where} does not say who our token is", advice)
        lines = (
            identity.lines() if identity else ["  as        somebody whose policies do not let them ask who they are"]
        )
        print("\n".join([_first(session), *shown_place(session), *lines]))
    return 0


def _first(session: Session) -> str:
    if session.method.keeps and not session.method.inline:
        return "Logged in to Vault; cargo uses this login until it ends."
    return "The login to Vault works; there is nothing to keep."
