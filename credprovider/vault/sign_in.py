"""A person logs in to Vault. Off the hot path: for `cargo login` and `cargo credprovider vault login` alone."""

from credprovider.deadline import Deadline
from credprovider.vault.auth.attended import AttendedMethod
from credprovider.vault.auth.person import person_here
from credprovider.vault.failures import VaultFailure
from credprovider.vault.issued import IssuedToken
from credprovider.vault.session import Session

_NO_PLACE = "this machine has neither the Linux kernel's keyring nor a folder XDG_RUNTIME_DIR that is yours alone"


def sign_in(session: Session, method: AttendedMethod, deadline: Deadline) -> IssuedToken:
    """Log in anew by `method`, the session's own, with the person at the terminal; keep the token and return it.

    Raises VaultFailure; also when the token cannot be kept, which is then revoked: nobody would ever use it.
    """
    login = session.login()
    with person_here(deadline) as person:
        issued = method.log_in_with(person)
    if not login.keep(issued):
        method.client.speaking_as(issued.token).post("auth/token/revoke-self", {})
        why = f"it is good for {issued.num_uses} requests alone" if issued.num_uses else _NO_PLACE
        raise VaultFailure(f"the login to {session.where} cannot be kept, and was ended", why)
    return issued
