"""A token that another program prints: the command line of a cloud, a password manager, a script of one's own.

Which program is the user's own choice, in $CARGO_HOME/credprovider.toml: neither a project's configuration nor its
folder says what runs.
"""

import os

from credprovider.deadline import Deadline
from credprovider.errors import NotFound, OperationNotSupported, Other, ProviderError
from credprovider.route import Route
from credprovider.stores.interface import Found, Store
from credprovider.visible import visible

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from credprovider.program.cache import Cache
    from credprovider.program.program import Program


class CommandStore(Store):
    """The registry's token is what `command` prints. With `cache = "kernel"` a token that has an end is kept until
    shortly before it. `login-command` and `logout-command` are what `cargo login` and `cargo logout` run.
    """

    writable = False

    def __init__(self, route: Route, deadline: Deadline) -> None:
        super().__init__(route, deadline)
        self._name = visible(route.words("command")[0])

    def get(self) -> Found:
        """Return the token: kept, or printed just now by a program that cannot ask anything.

        NotFound when it gives none and there is a `login-command`, after which it may; Other on every other failure.
        """
        cache = self._cache()
        kept = cache.read(_now()) if cache else None
        return self._printed() if kept is None else Found(*kept)

    def sign_in(self) -> None:
        """Run `login-command` on the terminal, and then see that `command` gives a token; without a `login-command` it
        is `command` itself that may ask on the terminal.
        """
        from credprovider.tty import open_terminal

        login = self.route.words("login-command")
        program = self._program(login or self.route.words("command"))
        terminal = open_terminal()
        if terminal is None:
            raise Other("there is no terminal to log in on", (f"run this on one: {program.command_line()}",))
        self._forget()
        self.deadline.suspend()
        try:
            if not login:
                self._printed(terminal)
                return
            ended = program.show(self.deadline, terminal)
        finally:
            os.close(terminal)
            self.deadline.resume()
        if ended.status:
            raise Other(f"the program `{program.name}`, which logs in, {ended.how()}")
        try:
            self._printed()
        except NotFound as reason:
            still = reason.message
        else:
            return
        raise Other("there is no token after the login either", (still,))

    def logout(self) -> None:
        """Forget what is kept, and run `logout-command`. OperationNotSupported when there is neither."""
        forgotten = self._forget()
        words = self.route.words("logout-command")
        if words:
            program = self._program(words)
            ended = program.listen(self.deadline)
            if ended.status:
                raise Other(f"the program `{program.name}`, which logs out, {ended.how()}", _causes(ended.last_words()))
        elif not forgotten:
            raise OperationNotSupported(self.elsewhere())

    def elsewhere(self) -> str:
        """Return which program it is."""
        return f"this registry's token comes from the program `{self._name}`, and is made and revoked there"

    def _printed(self, terminal: int | None = None) -> Found:
        """Run `command` and return the token that it prints, which is kept if that is wanted."""
        from credprovider.program.output import printed_token

        ended = self._program(self.route.words("command")).listen(self.deadline, terminal)
        if ended.status:
            raise self._without_token(ended.how(), ended.last_words())
        if not ended.output.strip():
            raise self._without_token("printed nothing", ended.last_words())
        try:
            found = Found(*printed_token(ended.output, self.route, _now()))
        except Other as error:
            causes = (error.message, *error.causes)
        else:
            return self._lasting(found)
        raise Other(f"the program `{self._name}` gave no token", causes)

    def _lasting(self, found: Found) -> Found:
        if found.expires is not None:
            if found.expires <= _now():
                raise self._without_token("gave a token that has ended already")
            cache = self._cache()
            if cache:
                cache.keep(found.token, found.expires, _now())
        return found

    def _without_token(self, problem: str, *reasons: str) -> ProviderError:
        """Return the refusal for a program that has no token: where a login can help, cargo must be able to go on to
        it, and cargo ends at Other (cargo 1.95).
        """
        message = f"the program `{self._name}` {problem}"
        if not self.route.words("login-command"):
            return Other(message, _causes(*reasons))
        why = "".join(f" ({reason})" for reason in _causes(*reasons))
        return NotFound(f"{message}{why}; `cargo login` may help")

    def _program(self, words: list[str]) -> "Program":
        from credprovider.program.program import Program

        return Program(words, self.route)

    def _cache(self) -> "Cache | None":
        if self.route.text("cache") != "kernel":
            return None
        from credprovider.program.cache import Cache

        return Cache(self.route)

    def _forget(self) -> bool:
        cache = self._cache()
        return cache.drop() if cache else False


def _causes(*reasons: str) -> tuple[str, ...]:
    return tuple(reason for reason in reasons if reason)


def _now() -> float:
    from time import time

    return time()
