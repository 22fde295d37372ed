"""One answer line of a provider, held against what cargo 1.95 reads.

Source: the Cargo Book, chapter "Credential Provider Protocol", and what real cargo refuses.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import NoReturn

from credprovider.conformance.token import is_ours
from credprovider.visible import visible

ERROR_KINDS = ("url-not-supported", "not-found", "operation-not-supported", "other")
CACHES = ("never", "session", "expires")
LAST_SECOND = 253_402_300_799  # the end of the year 9999: cargo refuses what lies behind it
_TOKEN = re.compile(r'("token"\s*:\s*)"((?:[^"\\]|\\.)*)"?')


class Answer:
    """One answer, as it came.

    raw: the line with its end. fields: what stands inside `Ok` or `Err`, empty when malformed. kind: get, login or
    logout, or the kind of an error; empty when malformed. problem: what cargo would not read, or would lose; empty when
    there is nothing. extra: names of fields that the protocol does not know, which cargo ignores.
    """

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.fields: dict[str, object] = {}
        self.kind = ""
        self.extra: list[str] = []
        self.problem = self._read()

    @property
    def ok(self) -> bool:
        """Whether this is a well-formed `Ok`."""
        return self.kind in ("get", "login", "logout")

    @property
    def refused(self) -> bool:
        """Whether this is a well-formed `Err`."""
        return self.kind in ERROR_KINDS

    @property
    def token(self) -> str:
        """The token of a get, or an empty text."""
        return str(self.fields.get("token", "")) if self.kind == "get" else ""

    @property
    def expiration(self) -> int | None:
        """When the token of a get ends, in unix seconds; None for one that does not."""
        expiration = self.fields.get("expiration") if self.fields.get("cache") == "expires" else None
        return expiration if isinstance(expiration, int) else None

    @property
    def texts(self) -> list[str]:
        """Message and causes of `other`."""
        causes = self.fields.get("caused-by")
        return [str(self.fields.get("message", "")), *(map(str, causes) if isinstance(causes, list) else ())]

    def same(self, other: "Answer") -> bool:
        """Whether two answers say the same; the second at which a token ends may differ."""
        return self.kind == other.kind and _without_time(self.fields) == _without_time(other.fields)

    def shown(self) -> str:
        """Return the line for people: one that is not the kit's own hides its token."""
        return shown(self.raw)

    def _read(self) -> str:
        try:
            value = json.loads(self.raw.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_refuse)
            json.dumps(value, ensure_ascii=False).encode("utf-8")
        except UnicodeError:
            return "not UTF-8, or half of a surrogate pair"
        except RecursionError:
            return "not JSON that cargo reads: nested too deeply"
        except ValueError as error:
            return f"not JSON that cargo reads: {error}"
        if not isinstance(value, dict) or len(value) != 1 or next(iter(value)) not in ("Ok", "Err"):
            return "not an object with `Ok` or `Err` alone"
        wrapper, fields = next(iter(value.items()))
        if not isinstance(fields, dict) or not isinstance(fields.get("kind"), str):
            return f"`{wrapper}` has no `kind`"
        problem = self._read_ok(fields) if wrapper == "Ok" else self._read_error(fields)
        if not problem:
            self.fields, self.kind = fields, fields["kind"]
        return problem

    def _read_ok(self, fields: dict[str, object]) -> str:
        kind = fields["kind"]
        if kind in ("login", "logout"):
            self.extra = _unknown(fields, ("kind",))
            return ""
        if kind != "get":
            return f"unknown kind `{kind}` of an `Ok`"
        expires = fields.get("cache") == "expires"
        self.extra = _unknown(
            fields, ("kind", "token", "cache", "operation_independent", *(["expiration"] if expires else []))
        )
        if not isinstance(fields.get("token"), str):
            return "`token` is missing or not a string"
        if fields.get("cache") not in CACHES:
            return "`cache` is none of never, session, expires"
        if not isinstance(fields.get("operation_independent"), bool):
            return "`operation_independent` (with an underscore) is missing or not a boolean"
        return _expiration_problem(fields.get("expiration")) if expires else ""

    def _read_error(self, fields: dict[str, object]) -> str:
        kind = fields["kind"]
        if kind not in ERROR_KINDS:
            return f"unknown kind `{kind}` of an `Err`"
        self.extra = _unknown(fields, ("kind", "message", "caused-by") if kind == "other" else ("kind",))
        if kind != "other":
            return ""
        if not isinstance(fields.get("message"), str):
            return "`other` has no `message`"
        causes = fields.get("caused-by", [])
        if not isinstance(causes, list) or not all(isinstance(cause, str) for cause in causes):
            return "`caused-by` is not a list of strings"
        return "`caused_by` has an underscore: cargo does not see the causes" if "caused_by" in fields else ""


def shown(data: bytes) -> str:
    """Return what a provider printed for people: one line, no control characters, no token but the kit's own."""
    if not data:
        return "nothing"
    text = data[:20_000].decode("utf-8", "backslashreplace").rstrip("\n")
    return visible(_TOKEN.sub(_hidden, text), 400)


def _hidden(found: re.Match[str]) -> str:
    return found[0] if is_ours(found[2]) or not found[2] else f'{found[1]}"(hidden, {len(found[2])} characters)"'


def _without_time(fields: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in fields.items() if key != "expiration"}


def _unknown(fields: Mapping[str, object], known: Iterable[str]) -> list[str]:
    return [key for key in fields if key not in known]


def _expiration_problem(expiration: object) -> str:
    if type(expiration) is not int:
        return "`expiration` is missing or not an integer"
    if not -LAST_SECOND <= expiration <= LAST_SECOND:
        return f"`expiration` {expiration} is out of range for seconds"
    return ""


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is there twice")
    return found


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is not JSON")
