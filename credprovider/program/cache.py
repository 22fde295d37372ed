"""A program's answer in the kernel's keyring, so that the program is not started for every request.

One key for each registry holds its answers, by what was asked: the operations of a registry may have programs of their
own, and with changed settings an old answer must not be given. Where there is no such keyring nothing is kept.
"""

from credprovider.errors import Other, Unavailable
from credprovider.json_text import JsonError, parse, render
from credprovider.kernel_keyring import read, remove, write
from credprovider.route import Route
from credprovider.token import Token

_MARGIN = 120  # seconds before its end a token is asked for anew; cargo itself drops it 60 s before


class Cache:
    """The kept answers of the programs of one registry."""

    def __init__(self, route: Route) -> None:
        self._key = f"cargo-credprovider:command:{route.url}"
        settings = [route.text(key) for key in ("format", "field", "expires-field")]
        self._asked = render([*settings, *route.words("command")])

    def read(self, now: float) -> tuple[Token, int] | None:
        """Return the token that is kept and its end in unix seconds; None when there is none with more than two minutes
        left at `now`.
        """
        kept = self._kept(now).get(self._asked)
        return None if kept is None else (Token(kept[0]), kept[1])

    def keep(self, token: Token, expires: int, now: float) -> None:
        """Keep `token` until two minutes before its end, `expires` in unix seconds."""
        if expires - _MARGIN <= now:
            return
        kept = {**self._kept(now), self._asked: (token.reveal(), expires)}
        last = max(expires for _, expires in kept.values())
        try:
            write(self._key, render(kept).encode("ascii"), int(last - _MARGIN - now))
        except Other:
            pass  # no such keyring, or no room in it: that costs only time

    def drop(self) -> bool:
        """Forget all answers for the registry; return whether there were any. Raises Other if they stay."""
        try:
            return remove(self._key)
        except Unavailable:
            return False

    def _kept(self, now: float) -> dict[str, tuple[str, int]]:
        try:
            content = parse(read(self._key) or b"{}")
        except (Other, JsonError):
            return {}
        kept = {}
        for asked, answer in content.items() if isinstance(content, dict) else ():
            match answer:
                case [str(token), int(expires)] if expires - _MARGIN > now:
                    kept[asked] = (token, expires)
        return kept
