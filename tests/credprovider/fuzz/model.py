"""What the provider must answer, as far as that can be said without it: who was logged in where, and with what."""

import json
import re
from collections import Counter
from typing import Any

from credprovider.token import Secret, typed_token
from tests.credprovider.provider import check_answer

_SERVED = re.compile(r"(?i:sparse\+https://registry\.example)(?::443)?/(index|other)/?", re.ASCII)
"""Every spelling of the two registries that are served."""


class Model:
    """Holds one answer after the other against what was said before. answered: how many of each kind."""

    def __init__(self) -> None:
        self.tokens: dict[str, str] = {}
        self.answered: Counter[str] = Counter()

    def check(self, line: bytes, answer: Any) -> None:
        """Hold the answer to one line: well formed, of the right kind, and with the right registry's token alone."""
        check_answer(answer)
        if "Err" in answer:
            kind = answer["Err"]["kind"]
            self.answered[kind] += 1
            if kind == "other":
                return
            asked, registry = _read(line)
            assert (kind == "url-not-supported") == (registry == ""), line
            assert kind != "not-found" or registry not in self.tokens, line
            assert kind != "operation-not-supported" or not _known(asked), line
            return
        asked, registry = _read(line)
        kind = answer["Ok"]["kind"]
        self.answered[kind] += 1
        assert asked["v"] == 1
        assert asked["kind"] == kind
        assert registry, line
        if kind == "login":
            self.tokens[registry] = typed_token(Secret(asked["token"])).reveal()
        elif kind == "logout":
            del self.tokens[registry]
        else:
            assert _known(asked), line
            assert answer["Ok"]["token"] == self.tokens[registry], line


def _read(line: bytes) -> tuple[Any, str]:
    """Return the request, which is strict JSON as it was understood, and which of the registries it is about."""
    asked = json.loads(line.decode("utf-8"), object_pairs_hook=_without_repetition, parse_constant=_refused)
    served = _SERVED.fullmatch(asked["registry"]["index-url"])
    return asked, served[1] if served else ""


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    assert len(dict(pairs)) == len(pairs), "a key stands twice"
    return dict(pairs)


def _refused(constant: str) -> None:
    raise AssertionError(f"{constant} is no JSON")


def _known(asked: Any) -> bool:
    if asked.get("kind") == "get":
        return asked.get("operation") in ("read", "publish", "yank", "unyank", "owners")
    return asked.get("kind") in ("login", "logout")
