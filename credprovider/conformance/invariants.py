"""What holds for every conversation with a provider, whatever the case: the invariants I1 to I5, I7 and I8."""

import base64
import binascii
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from credprovider.conformance.answer import shown
from credprovider.visible import visible

if TYPE_CHECKING:
    from credprovider.conformance.answer import Answer
    from credprovider.conformance.provider import Conversation

_MOST = 3  # breaches that are told of each invariant; the rest is counted


class Invariants:
    """A book of breaches.

    place: the case that runs, to be named with each breach. secrets: every token that the provider knows. breaches: by
    invariant, the first few texts. counts: how many there were.
    """

    def __init__(self) -> None:
        self.place = ""
        self.secrets: set[str] = set()
        self.breaches: dict[str, list[str]] = {}
        self.counts: dict[str, int] = {}

    def broke(self, invariant: str, came: str) -> None:
        """Write down a breach. came: what was seen; any text."""
        self.counts[invariant] = self.counts.get(invariant, 0) + 1
        told = self.breaches.setdefault(invariant, [])
        text = f"{came} ({self.place})"
        if len(told) < _MOST and text not in told:
            told.append(text)

    def hold(self, said: "Conversation") -> None:
        """Hold a whole conversation against all of them."""
        self._output(said)
        if said.answers and said.status != 0:
            self.broke("I2", f"exit status {said.status} after {said.answers[-1].shown()}")
        for answer in said.answers:
            self.answer(answer)
        self.errors(said.errors)
        for command in said.commands:
            if any(self._leaks(word) for word in command.split(b"\0")):
                self.broke("I3", f"a token in the arguments of `{visible(_program(command), 60)}`")
        for command in said.holders:
            self.broke("I7", f"`{visible(_program(command), 60)}` runs with the protocol's pipe as its input or output")

    def answer(self, answer: "Answer") -> None:
        """Hold one answer against those that are about its content."""
        if answer.problem:
            self.broke("I4", f"{answer.problem}: {answer.shown()}")
        if answer.kind == "get" and not is_header_value(answer.token):
            self.broke("I8", f"a token that is no header value: {answer.shown()}")
        if answer.kind == "other" and any(self.has_secret(text) for text in answer.texts):
            self.broke("I3", "a token in an error message")

    def errors(self, printed: bytes) -> None:
        """Hold what stood on standard error, or on the terminal, against I3."""
        if self.has_secret(printed.decode("utf-8", "replace")):
            self.broke("I3", "a token on standard error")

    def has_secret(self, text: str) -> bool:
        """Return whether a token stands in the text."""
        return any(secret in text for secret in self.secrets)

    def left_behind(self, folder: Path) -> None:
        """Hold the files below `folder`, the provider's place for temporary files, against I3."""
        for path in folder.rglob("*"):
            if path.is_file() and self.has_secret(path.read_bytes().decode("utf-8", "replace")):
                self.broke("I3", f"a token in the temporary file {path.name}")

    def _output(self, said: "Conversation") -> None:
        if not is_hello(said.hello):
            self.broke("I1", f"the first line is no hello: {shown(said.hello)}")
        lines = [said.hello, *(answer.raw for answer in said.answers)]
        if not lines[-1].endswith(b"\n"):
            self.broke("I1", f"the last line has no end: {shown(lines[-1])}")
        if said.rest:
            self.broke("I1", f"{len(said.rest)} bytes after the last answer: {shown(said.rest)}")

    def _leaks(self, word: bytes) -> bool:
        return any(self.has_secret(text) for text in _readings(word))


def is_hello(line: bytes) -> bool:
    """Return whether cargo takes the line for a hello that offers version 1."""
    import json

    try:
        hello = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        return False
    versions = hello.get("v") if isinstance(hello, dict) else None
    return line[:1] == b"{" and isinstance(versions, list) and 1 in versions


def is_header_value(token: str) -> bool:
    """Return whether the token may be sent: not empty, 0x20 to 0x7e, no blank at either end."""
    return bool(token) and token == token.strip(" ") and all(" " <= char <= "~" for char in token)


def _program(command: bytes) -> str:
    return command.partition(b"\0")[0].decode("utf-8", "replace")


def _readings(word: bytes) -> Iterator[str]:
    """Yield the word, and what it says in base64, which some password managers take on their command line."""
    yield word.decode("utf-8", "replace")
    try:
        yield base64.b64decode(word, validate=True).decode("utf-8", "replace")
    except (ValueError, binascii.Error):
        pass
