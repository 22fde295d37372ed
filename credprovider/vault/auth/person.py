"""The person at the terminal who logs in. Off the hot path: nobody logs in during a build."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from credprovider.deadline import Deadline
from credprovider.errors import Other
from credprovider.token import Secret
from credprovider.tty import open_terminal, prompt_line, prompt_secret
from credprovider.vault.failures import VaultFailure

_WITHOUT = "where nobody is at a terminal, `auth` under [vault] names a method without a person, such as approle or jwt"


class Person:
    """Somebody at the terminal. deadline: stands still while they are waited for. terminal: a descriptor of theirs."""

    def __init__(self, deadline: Deadline, terminal: int) -> None:
        self._deadline = deadline
        self._terminal = terminal

    def tells(self, prompt: str, what: str) -> str:
        """Show `prompt` and return the line that they type. what: what that is, for sentences. Raises VaultFailure."""
        with self.thinking(), _as_failure():
            return prompt_line(prompt, _WITHOUT, what)

    def confides(self, prompt: str, what: str) -> Secret:
        """Show `prompt` and return the line that they type without echo; otherwise as `tells`."""
        with self.thinking(), _as_failure():
            typed = prompt_secret(prompt, _WITHOUT, what)
        return Secret(typed.reveal().rstrip("\r\n"))

    def sees(self, *lines: str) -> None:
        """Show `lines`, which must be safe to print. Raises VaultFailure when the terminal is gone."""
        text = "".join(f"{line}\n" for line in lines)
        try:
            os.write(self._terminal, text.encode("utf-8", "replace"))
        except OSError as error:
            raise VaultFailure("nothing can be shown on the terminal", error.strerror or "unknown error") from None

    @contextmanager
    def thinking(self) -> Iterator[None]:
        """Stop the clock of the deadline for what they do inside the block, and start it anew at the end."""
        self._deadline.suspend()
        try:
            yield
        finally:
            self._deadline.resume()


@contextmanager
def person_here(deadline: Deadline) -> Iterator[Person]:
    """Find the person at our terminal, until the block ends. Raises VaultFailure where there is no terminal."""
    terminal = open_terminal()
    if terminal is None:
        raise VaultFailure("there is no terminal to log in to Vault on", _WITHOUT)
    try:
        yield Person(deadline, terminal)
    finally:
        os.close(terminal)


@contextmanager
def _as_failure() -> Iterator[None]:
    try:
        yield
    except Other as error:
        raise VaultFailure(error.message, *error.causes) from None
