"""Vault as a command speaks to it: by the settings, under a deadline, with its failures as refusals."""

from collections.abc import Iterator
from contextlib import contextmanager

from credprovider.commands.opened import command_deadline
from credprovider.deadline import Deadline
from credprovider.errors import Other
from credprovider.hints import hint
from credprovider.settings import load_settings
from credprovider.vault.failures import VaultFailure
from credprovider.vault.session import Session


@contextmanager
def opened_vault(role: str) -> Iterator[tuple[Session, Deadline]]:
    """Give a session with the Vault of the settings, and the deadline around it. role: in place of that in `auth`,
    unless it is "". Raises Other for a mistake in the settings, and in place of a VaultFailure inside the block.
    """
    try:
        with command_deadline() as deadline:
            session = Session(load_settings().stores.get("vault", {}), deadline.left, role)
            deadline.waiting_for(session.where)
            if not session.config.verify:
                hint(f"warning: SKIP_VERIFY is set, so the certificate of {session.where} is not checked")
            yield session, deadline
    except VaultFailure as failure:
        raise Other(failure.message, failure.causes) from None
