"""The pieces of shell in a file: steps of a CI job, `RUN` in a Dockerfile, a recipe, a whole script."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from policy.repository.files import DOCKER, JENKINS, MAKE, SHELL, YAML
from policy.repository.lines import Line, Section


class Script(NamedTuple):
    """Lines that one shell runs.

    folded: whether the lines are one, as in YAML's `>`.
    """

    lines: list[Line]
    folded: bool = False


def scripts(section: Section) -> Iterator[Script]:
    """Yield every piece of shell in `section`."""
    reader = _READERS.get(section.kind)
    if reader is not None:
        yield from reader(section.lines)


_COMMANDS = frozenset(
    {
        *("run", "script", "scripts", "command", "commands", "cmd", "cmds", "bash", "sh", "pwsh", "powershell"),
        *("before_script", "after_script", "before_install", "install", "after_success", "before_deploy"),
        *("after_deploy", "entrypoint", "inlineScript"),
    }
)
"""The keys of CI systems whose value is run."""

_ENTRY = re.compile(
    r"""
    (?P<lead> \s*+ (?: -\s++ )*+ )
    (?: (?P<key> ["']? [\w.$/-]++ (?: [ ]++ [\w.$/-]++ )*+ ["']?+ ) \s*+ : (?=\s|$) \s*+ )?
    (?P<rest> .* )
    """,
    re.VERBOSE,
)
_BLOCK = re.compile(r"([|>])[+\d-]*\s*(?:#.*)?")


def _in_yaml(lines: list[Line]) -> Iterator[Script]:
    """Yield the values of _COMMANDS and the items of lists, line by line: indentation says where a value ends."""
    indent, current, is_command = -1, Script([]), False
    for line in lines:
        blank = not line.text.strip()
        inside = len(line.text) - len(line.text.lstrip()) > indent
        if indent >= 0 and (blank or inside):
            current.lines.append(line)
            continue
        if is_command and current.lines:
            yield current
        indent, current, is_command = -1, Script([]), False
        entry = _ENTRY.match(line.text)
        if blank or entry is None or line.text.lstrip().startswith("#"):
            continue
        key, rest, lead = entry["key"], entry["rest"].rstrip(), entry["lead"]
        if key is None and "-" not in lead:
            continue
        is_command = key is None or key.strip("\"'") in _COMMANDS
        indent = len(lead) if key is not None else lead.rindex("-")
        if block := _BLOCK.fullmatch(rest):
            current = Script([], block[1] == ">")
        elif not rest:
            indent = -1  # a table or a list follows, whose entries speak for themselves
        else:
            current = Script([_unquoted(line.cut(entry.start("rest"), entry.start("rest") + len(rest)))], folded=True)
    if is_command and current.lines:
        yield current


def _unquoted(line: Line) -> Line:
    text = line.text
    if len(text) > 1 and text[0] in "\"'" and text[-1] == text[0]:
        return line.cut(1, len(text) - 1)
    return line


_RUN = re.compile(r"\s*(?:RUN|CMD|ENTRYPOINT)\s+(?:--\S+\s+)*", re.IGNORECASE)
_HEREDOC = re.compile(r"<<-?\s*[\"']?(\w+)[\"']?")


def _in_docker(lines: list[Line]) -> Iterator[Script]:
    """Yield what each RUN, CMD and ENTRYPOINT runs, continued lines and here-documents included."""
    current: list[Line] = []
    end = ""
    for line in lines:
        if end:
            if line.text.strip() == end:
                yield Script(current)
                current, end = [], ""
            else:
                current.append(line)
            continue
        if current and line.text.lstrip().startswith("#"):
            continue  # Docker takes such a line out of a continued instruction
        if not current:
            run = _RUN.match(line.text)
            if run is None:
                continue
            line = line.cut(run.end())  # noqa: PLW2901
            heredoc = _HEREDOC.match(line.text)
            if heredoc:
                end = heredoc[1]
                continue
        current.append(line)
        if not line.text.rstrip().endswith("\\"):
            yield Script(current)
            current = []
    if current:
        yield Script(current)


_RECIPE = re.compile(r"\s+[@+-]*")


def _in_make(lines: list[Line]) -> Iterator[Script]:
    """Yield each recipe: the indented lines below a target."""
    current: list[Line] = []
    for line in lines:
        recipe = _RECIPE.match(line.text)
        if recipe and line.text.strip():
            continued = current and current[-1].text.endswith("\\")
            current.append(line if continued else line.cut(recipe.end()))
        elif current and not recipe:
            yield Script(current)
            current = []
    if current:
        yield Script(current)


def _in_shell(lines: list[Line]) -> Iterator[Script]:
    """Yield the whole script, without the here-documents that are only text."""
    kept: list[Line] = []
    end = ""
    for line in lines:
        if end:
            end = "" if line.text.strip() == end else end
            continue
        kept.append(line)
        heredoc = _HEREDOC.search(line.text)
        if heredoc and "<<<" not in line.text and not re.match(r"\s*(?:sudo\s+)?(?:ba|z|da)?sh\b", line.text):
            end = heredoc[1]
    yield Script(kept)


_STEP = re.compile(r"""\s*(?:(?:sh|bat|powershell)\s*\(?\s*(?:script:\s*)?)?(?:\"{3}|'{3}|["'])""")


def _in_jenkins(lines: list[Line]) -> Iterator[Script]:
    """Yield all lines, without the Groovy around them."""
    kept = []
    for line in lines:
        step = _STEP.match(line.text)
        if step:
            line = line.cut(step.end(), len(line.text.rstrip(" \t'\")")))  # noqa: PLW2901
        kept.append(line)
    yield Script(kept)


_READERS: dict[str, Callable[[list[Line]], Iterator[Script]]] = {
    YAML: _in_yaml,
    DOCKER: _in_docker,
    MAKE: _in_make,
    SHELL: _in_shell,
    JENKINS: _in_jenkins,
}
