"""A piece of shell as commands and their words, with the places of these.

This is no shell: what cannot be told without running it stays as it is written, `$VAR` and `$(...)` among it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from policy.repository.scripts import Script


class Word(NamedTuple):
    """A word without its quotes, and where it begins."""

    text: str
    line: int
    column: int


class Command(NamedTuple):
    """A simple command.

    words: at least one.
    piped: the command whose output it reads; None where it is not behind a `|`.
    comment: the comment at its end.
    end: the operator behind it: `|`, `&&`, a line end, ...
    """

    words: tuple[Word, ...]
    piped: "Command | None"
    comment: str
    end: str


_TOKEN = re.compile(
    r"""
      (?P<blank> (?: [ \t\r] | \\\n )++ )
    | (?P<comment> \# [^\n]*+ )
    | (?P<end> \|\| | && | [;&|\n()] )
    | (?P<word> (?: [^\s;&|()'"\\#$`{}<>]++ | \\[^\n] | '[^']*+' | "(?: \\. | [^"\\] )*+"
          | \$\([^()\n]{0,200}\) | \$\{\{[^\n]{0,200}?\}\} | \$\{[^}\n]{0,200}\} | \{\{[^\n]{0,200}?\}\}
          | `[^`\n]{0,200}` | [<>]&\d? | <[\w -]{1,80}> | ["'$`{}<>\\] | (?<=\S)\# )++ )
    """,
    re.VERBOSE | re.DOTALL,
)
_QUOTED = re.compile(r"""'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)""", re.DOTALL)
_ESCAPED = re.compile(r"""\\(["\\$`])""")


def commands(script: Script) -> Iterator[Command]:
    """Yield the commands of `script`, in their order."""
    joint = " " if script.folded else "\n"
    text = joint.join(line.text for line in script.lines)
    starts = [0]
    for line in script.lines:
        starts.append(starts[-1] + len(line.text) + 1)
    words: list[Word] = []
    last: Command | None = None
    comment, operator = "", ""
    for token in _TOKEN.finditer(text + "\n"):
        if token["word"] is not None:
            number = bisect_right(starts, token.start()) - 1
            line = script.lines[number]
            column = line.column + token.start() - starts[number]
            words.append(Word(_QUOTED.sub(_content, token[0]), line.number, column))
        elif token["comment"] is not None:
            comment = token[0]
        elif token["end"] is not None:
            if words:
                last = Command(tuple(words), last if operator == "|" else None, comment, token[0])
                yield last
            if words or token[0] != "\n":
                operator = token[0]
            words, comment = [], ""


def _content(match: re.Match[str]) -> str:
    single, double, escaped = match.groups()
    if double is not None:
        return _ESCAPED.sub(r"\1", double)
    return single if single is not None else escaped
