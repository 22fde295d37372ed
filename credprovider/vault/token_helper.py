"""A token helper: a program that keeps the Vault token for Vault's own command lines, and prints it when it is started
with the argument `get`.

Source: OpenBao command/token/helper_external.go v2.6.2. There a shell starts it; here it is started itself, and ended
with its process group before the deadline.
"""

import os
from _thread import allocate_lock, start_new_thread

from credprovider.errors import Other
from credprovider.program.program import Program
from credprovider.token import Secret
from credprovider.vault.address import Address
from credprovider.vault.auth.source import one_line
from credprovider.vault.failures import VaultFailure
from credprovider.visible import visible

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable

_SHARE = 0.8  # of the time that remains: then there is enough left to say what it was that took so long


def helped_token(path: str, address: Address, seconds: float) -> Secret | None:
    """Return the Vault token that the token helper at the absolute `path` prints, None when it prints nothing.

    address: of the Vault, which the helper finds as BAO_ADDR and VAULT_ADDR. seconds: that remain. What it writes on
    standard error is not shown: it may hold the token. Raises VaultFailure.
    """
    name = f"the token helper {visible(path)}"
    limit = _Limit(seconds * _SHARE)
    try:
        ended = _TokenHelper(path, str(address)).listen(limit)
    except Other as failure:
        raise VaultFailure(failure.message, *failure.causes) from None
    if limit.passed:
        raise VaultFailure(f"{name} did not answer in time")
    if ended.asked or ended.status:
        raise VaultFailure(f"{name} {ended.how()}", f"run it in a terminal to see why: {visible(path)} get")
    text = ended.output.decode("latin-1").strip()
    return one_line(f"the Vault token of {name}", text) if text else None


class _TokenHelper(Program):
    """The program at `path`, with `get` as its only argument."""

    def __init__(self, path: str, address: str) -> None:
        self.name = visible(path)
        self.words = [path, "get"]
        self.environment = {**os.environ, "BAO_ADDR": address, "VAULT_ADDR": address}


class _Limit:
    """So many seconds for a program, as `Program.listen` wants to be told of them. passed: whether they were not
    enough.
    """

    def __init__(self, seconds: float) -> None:
        self.passed = False
        self._seconds = seconds
        self._over = allocate_lock()
        self._over.acquire()

    def waiting_for(self, what: str) -> None:
        """Nothing to do: the sentence is ours."""

    def on_expiry(self, act: "Callable[[], None] | None") -> None:
        """Have `act` called when the time is over; None: the program has ended."""
        if act is None:
            self._over.release()
        else:
            start_new_thread(self._watch, (act,))

    def _watch(self, act: "Callable[[], None]") -> None:
        if not self._over.acquire(True, self._seconds):
            self.passed = True
            act()
