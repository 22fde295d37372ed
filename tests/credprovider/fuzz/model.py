"""What the provider must answer, as far as that can be said without it: who was logged in where, and with what."""

import json
from collections import Counter
from typing import Any

from credprovider.index_url import identity
from credprovider.token import Secret, typed_token
from tests.credprovider.fuzz.lines import OTHER
from tests.credprovider.provider import INDEX, check_answer

SERVED = (identity(INDEX), identity(OTHER))


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
            asked = json.loads(line)
            registry = identity(asked["registry"]["index-url"])
            assert (kind == "url-not-supported") == (registry not in SERVED), line
            assert kind != "not-found" or registry not in self.tokens, line
            assert kind != "operation-not-supported" or not _known(asked), line
            return
        asked = json.loads(line)  # what was understood is plain JSON
        kind = answer["Ok"]["kind"]
        self.answered[kind] += 1
        registry = identity(asked["registry"]["index-url"])
        assert asked["v"] == 1
        assert asked["kind"] == kind
        assert registry in SERVED, line
        if kind == "login":
            self.tokens[registry] = typed_token(Secret(asked["token"])).reveal()
        elif kind == "logout":
            del self.tokens[registry]
        else:
            assert _known(asked), line
            assert answer["Ok"]["token"] == self.tokens[registry], line


def _known(asked: Any) -> bool:
    if asked.get("kind") == "get":
        return asked.get("operation") in ("read", "publish", "yank", "unyank", "owners")
    return asked.get("kind") in ("login", "logout")
