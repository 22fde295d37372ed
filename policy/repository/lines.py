"""A piece of a file that is written in one way: the whole of it, or one fenced block of a Markdown text."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from policy.repository.files import DOCKER, DOTENV, MAKE, MARKDOWN, SHELL, YAML, RepositoryFile


class Line(NamedTuple):
    """A line, or what is left of it: its 1-based number, the 1-based column where `text` begins, and the text."""

    number: int
    column: int
    text: str

    def cut(self, start: int, end: int | None = None) -> "Line":
        """Return the part from `start` to before `end`."""
        return Line(self.number, self.column + start, self.text[start:end])


class Section(NamedTuple):
    """Lines that are written in one way.

    kind: as in RepositoryFile; never MARKDOWN.
    """

    kind: str
    lines: list[Line]


_FENCE = re.compile(r"[\s>]*(`{3,}|~{3,})\s*\{?\.?([\w+-]*)")
_LANGUAGES = {
    **dict.fromkeys(("", "sh", "shell", "bash", "zsh", "console", "terminal", "text", "powershell", "pwsh"), SHELL),
    **dict.fromkeys(("shell-session", "sh-session", "shellsession", "bat", "cmd"), SHELL),
    **dict.fromkeys(("yaml", "yml"), YAML),
    **dict.fromkeys(("dockerfile", "docker", "Dockerfile"), DOCKER),
    **dict.fromkeys(("make", "makefile", "just"), MAKE),
    **dict.fromkeys(("env", "dotenv"), DOTENV),
}


def sections(file: RepositoryFile) -> Iterator[Section]:
    """Yield what of `file` can hold commands and variables."""
    lines = [Line(number, 1, text.removesuffix("\r")) for number, text in enumerate(file.text.split("\n"), 1)]
    if file.kind == MARKDOWN:
        yield from _fenced(lines)
    else:
        yield Section(file.kind, lines)


def _fenced(lines: list[Line]) -> Iterator[Section]:
    """Yield the fenced blocks in a language of commands; of a session with prompts, what follows these."""
    fence, kind = "", ""
    block: list[Line] = []
    for line in lines:
        found = _FENCE.match(line.text)
        if not fence and found:
            fence, kind, block = found[1], _LANGUAGES.get(found[2].lower(), ""), []
        elif fence and found and found[1].startswith(fence) and not found[2]:
            if kind:
                yield Section(kind, _typed(block) if kind == SHELL else block)
            fence = ""
        elif fence:
            block.append(line)


def _typed(block: list[Line]) -> list[Line]:
    """Return what somebody types: everything, or, where there are prompts, what stands behind them."""
    prompt = re.compile(r"\s*[$%] ")
    if not any(prompt.match(line.text) for line in block):
        return block
    typed: list[Line] = []
    for line in block:
        found = prompt.match(line.text)
        if found:
            typed.append(line.cut(found.end()))
        elif typed and typed[-1].number == line.number - 1 and typed[-1].text.endswith("\\"):
            typed.append(line)
    return typed
