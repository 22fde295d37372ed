"""A script prints a token.

## What it does
Looks in CI files, scripts and the code blocks of the documentation for `echo` and the like with a `CARGO_..._TOKEN`,
for `set -x` before a command with a token in it, and for a token that is written out and piped into `cargo login`.

## Why
What a job prints is kept in its log, which more people can read than the secret. CI systems put stars only where the
secret stands as it was stored.

## Example
    # scripts/release.sh
    set -eux
    export CARGO_REGISTRY_TOKEN="$RELEASE_TOKEN"
    cargo publish

## Fix
Take the `echo` out, and put `set +x` before the first command with a token in it.
"""

import re
from collections.abc import Iterator

from policy.cargo.place import Place
from policy.context import Context
from policy.finding import Finding
from policy.repository.commands import shell_scripts
from policy.repository.files import RepositoryFile
from policy.repository.words import Command, Word
from policy.secret import crates_io_tokens, is_placeholder

NAME = "token-in-log"
SEVERITY = "warning"

_PRINTING = frozenset({"echo", "printf", "print", "printenv", "Write-Host", "Write-Output"})
_SECRET = re.compile(
    r"(?:^|[\s\"'=])(?:\$\{?|\$env:|\$\{\{\s*(?:secrets|env)\.)(CARGO_\w*(?:TOKEN|SECRET_KEY))\b(?!:\+)"
)
_SET = re.compile(r"(?:export\s+)?(CARGO_\w*(?:TOKEN|SECRET_KEY))=.*\$")


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each command that prints a token."""
    for file in context.repository.files:
        if "TOKEN" in file.text or "SECRET_KEY" in file.text or "cargo login" in file.text:
            for script in shell_scripts(file):
                yield from _in_script(file, script)


def _in_script(file: RepositoryFile, script: list[Command]) -> Iterator[Finding]:
    traced = False
    for command in script:
        first, *others = (word.text for word in command.words)
        if first == "set":
            traced = _is_traced(others, traced)
        elif first in _PRINTING:
            if command.end != "|" and not any(">" in word for word in others):
                for word, name in _secrets(command, first == "printenv"):
                    yield _finding(file, word, f"`{name}` is printed", "take this out")
        elif traced:
            for word, name in _secrets(command):
                message = f"`set -x` prints this command with the value of `{name}`"
                yield _finding(file, word, message, "put `set +x` before it")
        if first == "cargo" and "login" in others and command.piped is not None:
            yield from _written_out(file, command.piped)


def _is_traced(options: list[str], before: bool) -> bool:
    for number, option in enumerate(options):
        if option.startswith(("-", "+")) and ("x" in option or options[number + 1 : number + 2] == ["xtrace"]):
            return option.startswith("-")
    return before


def _secrets(command: Command, by_name: bool = False) -> Iterator[tuple[Word, str]]:
    """Yield the words with the value of a secret, and its name.

    by_name: whether the name alone stands for the value.
    """
    for word in command.words:
        found = _SECRET.search(word.text) or _SET.match(word.text)
        if found:
            yield word, found[1]
        elif by_name and _SECRET.fullmatch(f"${word.text}"):
            yield word, word.text


def _written_out(file: RepositoryFile, command: Command) -> Iterator[Finding]:
    first, token = command.words[0], command.words[-1]
    if first.text not in _PRINTING or first is token or is_placeholder(token.text):
        return
    if not any(crates_io_tokens(token.text)):  # `crates-io-token`
        yield _finding(file, first, "a token is written out here", "revoke it, and take the next one from a secret")


def _finding(file: RepositoryFile, word: Word, message: str, advice: str) -> Finding:
    return Finding(NAME, SEVERITY, message, Place(file.path, line=word.line, column=word.column), advice)
