"""What looks like a secret, and what only stands in its place."""

from collections.abc import Iterator
from itertools import pairwise

_BOOK = "854DvwSlUwEHtIo3kWy6x7UCPKHfzCmy"  # the sample in the Cargo book
_WORDS = ("your", "example", "changeme", "placeholder", "todo", "fixture", "dummy", "redacted", "xxx")
_MARKS = ("<", "...", "…", "***", "{{", "env:", "$", "%(")

_CRATES_IO = r"(?<![A-Za-z0-9])cio(?:_tp_)?([A-Za-z0-9]{32})(?![A-Za-z0-9])"

_IN_A_QUERY = r"[?&](?:(?:access|auth|api|private)[-_]?)?(?:token|key)=([^\s&#\"'`]+)"
_IN_A_PATH = r"(?:/basic/|//dl\.cloudsmith\.io/)([A-Za-z0-9_-]{16,})(?=/)"


def is_placeholder(value: str) -> bool:
    """Return whether `value` stands where a secret is to come: `YOUR_TOKEN`, `<api-token>`, `${TOKEN}`, nothing at all.

    A word such as `your` counts only where a word begins: a long token may hold any four letters.
    """
    import re  # only where something looks like a secret

    if not value.strip() or value.strip() == _BOOK:
        return True
    if any(mark in value for mark in _MARKS):
        return True
    return any(word.startswith(_WORDS) for word in re.split("[^a-z0-9]+", value.lower()))


def crates_io_tokens(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the tokens of crates.io stand in `text`: `cio` or `cio_tp_`, and 32 letters and digits.

    The first is a user's token (`crates_io_database/src/utils/token.rs` of crates.io), the second one of Trusted
    Publishing (`crates_io_trustpub/src/access_token.rs`). One of nothing but `x` or `0` is a placeholder.
    """
    if "cio" not in text:
        return
    import re

    for match in re.finditer(_CRATES_IO, text):
        if not set(match[1].lower()) <= {"x", "0"}:
            yield match.span()


def is_old_crates_io_token(value: str) -> bool:
    """Return whether `value` is 32 letters and digits, as crates.io's tokens were before they began with `cio`."""
    return len(value) == 32 and value.isascii() and value.isalnum() and not is_placeholder(value)


def tokens_in_urls(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a token stands in the query or the path of a URL in `text`: `?token=...`, `/basic/.../`.

    In a path the name of an owner may stand in the same place; what counts there is that it looks random.
    """
    if "://" not in text:
        return
    import re

    for match in re.finditer(_IN_A_QUERY, text):
        if not is_placeholder(match[1]):
            yield match.span(1)
    for match in re.finditer(_IN_A_PATH, text):
        if looks_random(match[1]):
            yield match.span(1)


def looks_random(word: str) -> bool:
    """Return whether `word` is rather a token than a name: long, of letters and digits that take turns."""
    if len(word) < 16 or is_placeholder(word):
        return False
    turns = sum(one.isdigit() != other.isdigit() for one, other in pairwise(word))
    return turns >= 5 or (turns > 0 and word.lower() != word != word.upper())
