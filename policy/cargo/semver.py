"""Versions and version requirements as the crate `semver` 1.0 takes them apart, with its sentences."""

from functools import cache

_MAJOR, _MINOR, _PATCH = "major version number", "minor version number", "patch version number"
_EXPECTED = 'expected a version like "1.32"'
_PRE, _BUILD = "pre-release identifier", "build metadata"
_WILDCARDS = ("*", "x", "X")
_OPERATORS = (">=", "<=", "=", ">", "<", "~", "^")
_MOST = 32
_U64 = 2**64


class _Wrong(Exception):  # noqa: N818 - it never leaves this module
    """The text is no version; the message is the crate's."""


def version_error(text: str) -> str | None:
    """Return what is wrong with a whole version such as `1.2.3`, or None."""
    try:
        _version(text)
    except _Wrong as wrong:
        return str(wrong)
    return None


@cache  # a large workspace has the same few hundred requirements tens of thousands of times
def requirement_error(text: str) -> str | None:
    """Return what is wrong with a requirement such as `>=1.2, <2`, or None."""
    try:
        _requirement(text.lstrip(" "))
    except _Wrong as wrong:
        return str(wrong)
    return None


def _version(text: str) -> None:
    if not text:
        raise _Wrong("empty string, expected a semver version")
    for position in (_MAJOR, _MINOR):
        text = _number(text, position)
        if not text:
            raise _Wrong(f"unexpected end of input while parsing {position}")
        if text[0] != ".":
            raise _Wrong(f"unexpected character {_quoted(text[0])} after {position}")
        text = text[1:]
    text, position = _tail(_number(text, _PATCH), _PATCH)
    if text:
        raise _Wrong(f"unexpected character {_quoted(text[0])} after {position}")


def _requirement(text: str) -> None:
    if text[:1] in _WILDCARDS and text:
        rest = text[1:].lstrip(" ")
        if rest:
            raise _Wrong(_lonely(text[0]) if rest[0] == "," else "unexpected character after wildcard in version req")
        return
    for count in range(1, _MOST + 1):
        try:
            text, position = _comparator(text)
        except _Wrong:
            if text[:1] in _WILDCARDS and text and text[1:].lstrip(" ")[:1] in ("", ","):
                raise _Wrong(_lonely(text[0])) from None
            raise
        if not text:
            return
        if text[0] != ",":
            raise _Wrong(f"expected comma after {position}, found {_quoted(text[0])}")
        text = text[1:].lstrip(" ")
        if count == _MOST:
            raise _Wrong("excessive number of version comparators")


def _comparator(text: str) -> tuple[str, str]:
    """Return what follows the first comparator, and the name of its last part."""
    text = text[len(next((one for one in _OPERATORS if text.startswith(one)), "")) :].lstrip(" ")
    text, position, wildcard = _number(text, _MAJOR), _MAJOR, False
    for following in (_MINOR, _PATCH):
        if not text.startswith("."):
            break
        text, position = text[1:], following
        if text[:1] in _WILDCARDS and text:
            text, wildcard = text[1:], True
        elif wildcard:
            raise _Wrong("unexpected character after wildcard in version req")
        else:
            text = _number(text, position)
    if position == _PATCH and not wildcard:
        text, position = _tail(text, position)
    return text.lstrip(" "), position


def _number(text: str, position: str) -> str:
    """Return what follows the number at the start of `text`."""
    length = 0
    while text[length : length + 1] in tuple("0123456789"):
        length += 1
    if not length:
        found = f"unexpected character {_quoted(text[0])}" if text else "unexpected end of input"
        raise _Wrong(f"{found} while parsing {position}")
    if text[0] == "0" and length > 1:
        raise _Wrong(f"invalid leading zero in {position}")
    if length > 20 or int(text[:length]) >= _U64:
        raise _Wrong(f"value of {position} exceeds u64::MAX")
    return text[length:]


def _tail(text: str, position: str) -> tuple[str, str]:
    """Return what follows a pre-release and build metadata, where they are there, and the name of the last part."""
    for sign, part in (("-", _PRE), ("+", _BUILD)):
        if text.startswith(sign):
            text, position = _identifiers(text[1:], part), part
    return text, position


def _identifiers(text: str, position: str) -> str:
    length = 0
    while text[length : length + 1].isascii() and (
        text[length : length + 1].isalnum() or text[length : length + 1] in tuple("-.")
    ):
        length += 1
    for segment in text[:length].split("."):
        if not segment:
            raise _Wrong(f"empty identifier segment in {position}")
        if position == _PRE and segment.isdigit() and len(segment) > 1 and segment[0] == "0":
            raise _Wrong(f"invalid leading zero in {position}")
    return text[length:]


def _lonely(wildcard: str) -> str:
    return f"wildcard req ({wildcard}) must be the only comparator in the version req"


def _quoted(character: str) -> str:
    return "'\\''" if character == "'" else repr(character)


def partial_version_error(text: str) -> str | None:
    """Return what is wrong with a version that may be only a part of one, or None (cargo's `PartialVersion`)."""
    if version_error(text) is None:
        return None
    if requirement_error(text) is None:
        is_more = text.startswith("^") or any(char in text.partition("-")[0] for char in "=<>~*,xX")
        return unexpected("version requirement") if is_more else None
    found = "prerelease field" if "-" in text else "build field" if "+" in text else ""
    return unexpected(found) if found else _EXPECTED


def unexpected(what: str) -> str:
    """Return the refusal of what does not belong into a partial version."""
    return f"unexpected {what}, {_EXPECTED}"
