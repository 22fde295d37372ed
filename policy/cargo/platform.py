"""Platforms under `[target]`: the name of one, or a cfg expression (`cargo-platform` of cargo 1.95)."""

import re
from functools import cache

_TOKEN = re.compile(r' *(?:(?P<sign>[(),=])|"(?P<text>[^"]*)"|(?P<raw>r#)?(?P<name>[A-Za-z_][A-Za-z0-9_]*))')


class _Wrong(Exception):  # noqa: N818 - it never leaves this module
    """The text is no expression; the message is cargo's."""


@cache  # a large workspace has the same few platforms many times
def platform_error(name: str) -> str | None:
    """Return what cargo says of a key under `[target]` that is no platform, or None."""
    if name.startswith("cfg(") and name.endswith(")"):
        expression = name[4:-1]
        try:
            _Parser(expression).whole()
        except _Wrong as wrong:
            return f"failed to parse `{expression}` as a cfg expression: {wrong}"
        except RecursionError:
            return None  # cargo's own stack ends somewhere else
        return None
    strange = next((char for char in name if not (char.isalnum() or char in "_-.")), None)
    if strange is None:
        return None
    reason = f"unexpected character {strange} in target name"
    if "(" in name:
        reason = "unexpected `(` character, cfg expressions must start with `cfg(`"
    return f"failed to parse `{name}` as a cfg expression: invalid target specifier: {reason}"


class _Parser:
    """Reads an expression from the left. `peeked` is (kind, name, end); the kind "" is the end of the text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def whole(self) -> None:
        self._expression()
        if rest := self.text[self.at :].lstrip(" "):
            raise _Wrong(f"unexpected content `{rest}` found after cfg expression")

    def _expression(self) -> None:
        kind, name, end = self._peek()
        if not kind:
            raise _Wrong("expected start of a cfg expression, but cfg expression ended")
        if kind == "an identifier" and name in ("all", "any", "not"):
            self.at = end
            self._eat("`(`")
            if name == "not":
                self._expression()
                self._eat("`)`")
                return
            while not self._took("`)`"):
                self._expression()
                if not self._took("`,`"):
                    self._eat("`)`")
                    return
            return
        self._eat("an identifier", "identifier")
        if self._took("`=`"):
            self._eat("a string")

    def _eat(self, wanted: str, shown: str = "") -> None:
        kind, _, end = self._peek()
        if not kind:
            raise _Wrong(f"expected {shown or wanted}, but cfg expression ended")
        if kind != wanted:
            raise _Wrong(f"expected {shown or wanted}, found {kind}")
        self.at = end

    def _took(self, wanted: str) -> bool:
        try:
            kind, _, end = self._peek()
        except _Wrong:
            return False
        if kind == wanted:
            self.at = end
        return kind == wanted

    def _peek(self) -> tuple[str, str, int]:
        match = _TOKEN.match(self.text, self.at)
        if match:
            if match["sign"]:
                return f"`{match['sign']}`", "", match.end()
            if match["name"] and match["name"] == "r" and self.text[match.end() : match.end() + 1] == "#":
                return self._strange_raw(match.end() + 1)
            kind = "a string" if match["text"] is not None else "an identifier"
            return kind, "" if match["raw"] else match["name"] or "", match.end()
        rest = self.text[self.at :].lstrip(" ")
        if not rest:
            return "", "", len(self.text)
        if rest[0] == '"':
            raise _Wrong("unterminated string in cfg")
        raise self._unexpected(rest[0])

    def _strange_raw(self, at: int) -> tuple[str, str, int]:
        """Stop at `r#` without an identifier behind it."""
        if at == len(self.text):
            raise _Wrong("expected identifier, but cfg expression ended")
        raise self._unexpected(self.text[at])

    @staticmethod
    def _unexpected(char: str) -> _Wrong:
        return _Wrong(f"unexpected character `{char}` in cfg, expected parens, a comma, an identifier, or a string")
