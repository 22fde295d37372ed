"""Licence expressions as crates.io reads them: the crate `spdx` 0.13.5 with the settings of `licenses.rs`.

There `/` is an OR, `+` may follow a GNU licence, deprecated identifiers are good, unknown ones are not.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from policy.crates_io.licence_ids import is_exception, is_licence

_TERM = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.:")
_SPACE = frozenset(map(chr, (*range(9, 14), 32, 133, 160, 5760, *range(8192, 8203), 8232, 8233, 8239, 8287, 12288)))
"""What Rust calls white space; Python's idea is a little wider."""

_OPERATORS = {"AND": "AND", "and": "AND", "OR": "OR", "or": "OR", "WITH": "WITH", "with": "WITH"}
_GNU = ("AGPL-", "GFDL-", "GPL-", "LGPL-")

_LICENCE, _REF, _EXCEPTION, _ADDITION = "licence", "reference", "exception", "addition"
_START = ("<license>", "(")
_EXPECTED = {
    "": _START,
    "AND": _START,
    "OR": _START,
    "(": _START,
    ")": ("AND", "OR"),
    _EXCEPTION: ("AND", "OR", ")"),
    _ADDITION: ("AND", "OR", ")"),
    _LICENCE: ("AND", "OR", "WITH", ")", "+"),
    _REF: ("AND", "OR", "WITH", ")"),
    "+": ("AND", "OR", "WITH", ")"),
    "WITH": ("<addition>",),
}
"""What the parser names as possible after each kind of token; "" is the beginning."""

_MAY_FOLLOW = {
    _LICENCE: ("", "AND", "OR", "("),
    _REF: ("", "AND", "OR", "("),
    "(": ("", "AND", "OR", "("),
    "+": (_LICENCE,),
    "WITH": (_LICENCE, _REF, "+"),
    "AND": (_LICENCE, _REF, ")", _EXCEPTION, _ADDITION, "+"),
    "OR": (_LICENCE, _REF, ")", _EXCEPTION, _ADDITION, "+"),
    ")": (_LICENCE, _REF, "+", _EXCEPTION, _ADDITION, ")"),
    _EXCEPTION: ("WITH",),
    _ADDITION: ("WITH",),
}
"""What may stand before each kind of token."""


class _Token(NamedTuple):
    kind: str
    text: str
    start: int


class _Wrong(Exception):  # noqa: N818 - it never leaves this module
    """The text is no expression; start and end: the part that is wrong."""

    def __init__(self, reason: str, start: int, end: int) -> None:
        super().__init__(reason)
        self.start, self.end = start, end


@lru_cache(1024)  # the packages of a workspace have the same licence
def licence_error(text: str) -> str | None:
    """Return what the server's parser says to an expression that it does not take, in two lines; None to others."""
    try:
        _parse(text)
    except _Wrong as wrong:
        reason = str(wrong)
        before, part = (len(piece.encode()) for piece in (text[: wrong.start], text[wrong.start : wrong.end]))
        mark = {"unclosed parens": "-", "unopened parens": "^"}.get(reason, "^" * part)
        return f"{text}\n{' ' * before}{mark} {reason}"
    return None


def _parse(text: str) -> None:
    last = _Token("", "", 0)
    opened: list[int] = []
    for token in _tokens(text):
        end = token.start + len(token.text)
        if last.kind not in _MAY_FOLLOW[token.kind]:
            raise _Wrong(_expected(last.kind), token.start, end)
        if token.kind == "+" and (reason := _plus_error(last.text)):
            raise _Wrong(reason, token.start, end)
        if token.kind == "(":
            opened.append(token.start)
        elif token.kind == ")":
            if not opened:
                raise _Wrong("unopened parens", token.start, end)
            opened.pop()
        last = token
    if not last.kind:
        raise _Wrong("empty expression", 0, len(text))
    if last.kind in ("AND", "OR", "WITH", "("):
        raise _Wrong(_expected(last.kind), len(text), len(text))
    if opened:
        raise _Wrong("unclosed parens", opened[-1], opened[-1])


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while True:
        before = at
        while at < len(text) and text[at] in _SPACE:
            at += 1
        if at == len(text):
            return
        char = text[at]
        if char == "+" and at > before:
            raise _Wrong("`+` must not follow whitespace", before, at)
        token = _Token("OR" if char == "/" else char, char, at) if char in "+()/" else _term(text, at)
        yield token
        at += len(token.text)


def _term(text: str, at: int) -> _Token:
    end = at
    while end < len(text) and text[end] in _TERM:
        end += 1
    term = text[at:end]
    if not term:
        raise _Wrong("invalid character(s)", at, len(text))
    if term in _OPERATORS:
        return _Token(_OPERATORS[term], term, at)
    if is_licence(term):
        return _Token(_LICENCE, term, at)
    if is_exception(term):
        return _Token(_EXCEPTION, term, at)
    for prefix, kind in (("LicenseRef-", _REF), ("AdditionRef-", _ADDITION)):
        if reference := _reference(term, prefix):
            return _Token(kind, reference, at)
    raise _Wrong("unknown term", at, end)


def _reference(term: str, prefix: str) -> str:
    """Return the part of `term` that refers to a text outside the list, "" where it does not."""
    document, colon, rest = term.partition(":")
    if not colon or not document.startswith("DocumentRef-"):
        document, colon, rest = "", "", term
    if not rest.startswith(prefix):
        return ""
    return f"{document}{colon}{rest.partition(':')[0]}"


def _plus_error(licence: str) -> str:
    """Return why `+` may not follow a licence: for the GNU licences it stands for another identifier."""
    if not licence.startswith(_GNU):
        return ""
    if licence.endswith("-or-later"):
        return "a GNU license was followed by a `+` even though it ended in `-only` or `-or-later`"
    return "" if is_licence(f"{licence.removesuffix('-only')}-or-later") else "unknown license id"


def _expected(last: str) -> str:
    possible = [f"`{one}`" for one in _EXPECTED[last]]
    return f"expected a {possible[0]} here" if len(possible) == 1 else f"expected one of {', '.join(possible)} here"
