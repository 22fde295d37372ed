"""The program with a terminal: its standard input and output on pipes as under cargo, the person on the other side of
a pseudo-terminal.
"""

import json
from typing import Any

from tests.credprovider.provider import PROGRAM, Provider, check_output
from tests.terminal import PATIENCE, Session


class Terminal(Session):
    """The program with these words, by default as cargo starts it."""

    def __init__(self, provider: Provider, *words: str) -> None:
        command = [*provider.through, PROGRAM, *(words or ("--cargo-plugin",))]
        super().__init__(command, provider.environment, folder=provider.root, piped=True)
        self._provider = provider

    def send(self, asked: dict[str, object]) -> None:
        """Send a request as cargo does."""
        assert self.process.stdin is not None
        self.process.stdin.write(self._provider.line(asked))
        self.process.stdin.flush()

    def shown(self, until: str) -> str:
        """Wait until the person sees `until`, and return what was seen since the last time."""
        self.seen = b""
        return super().shown(until)

    def reply(self, question: str, keys: str) -> str:
        """Wait for the question, type a line and return what was seen before it."""
        seen = self.shown(question)
        self.press(keys.encode() + b"\n")
        return seen

    def answers(self) -> list[Any]:
        """Close standard input and return the plug-in's answers."""
        out, _ = self.process.communicate(timeout=PATIENCE)
        check_output(out)
        return [json.loads(line) for line in out.splitlines()[1:]]

    def printed(self) -> tuple[int, str]:
        """Wait for a command to end; return its status and its standard output."""
        out, _ = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, out.decode()
