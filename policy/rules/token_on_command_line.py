"""A command gives cargo a token as an argument.

## What it does
Looks for `--token` behind `cargo publish`, `yank`, `owner` and the like, and for `cargo login` with a token, in CI
files, Dockerfiles, scripts, Makefiles and the code blocks of the documentation. A token that is written out is an error
but in documentation.

## Why
Everybody on the machine can read the arguments of a running program, also where they came from a variable; shells keep
them in their history, and a job that prints its commands prints them, too. cargo has deprecated both forms.

## Example
    # .github/workflows/release.yml
    jobs:
      release:
        steps:
          - run: cargo publish --token ${{ secrets.CARGO_REGISTRY_TOKEN }}

## Fix
Leave the option out, and let cargo find the token in the environment, `CARGO_REGISTRY_TOKEN` or
`CARGO_REGISTRIES_<NAME>_TOKEN`, or let a credential provider hand it out. `cargo login` reads a token from standard
input.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding
from policy.repository.commands import CargoCommand
from policy.repository.words import Word
from policy.secret import crates_io_tokens, is_placeholder

NAME = "token-on-command-line"
SEVERITY = "warning"

_ENDS = ("<", ">", "|", "1>", "2>")


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each token that is an argument."""
    for command in context.repository.commands:
        option, value = _token(command)
        if option is None or any(crates_io_tokens(value)):
            continue  # `crates-io-token`
        registry = command.invocation.value("--registry")
        variable = "CARGO_REGISTRY_TOKEN"
        if registry and not command.is_open:
            variable = f"CARGO_REGISTRIES_{registry.upper().replace('-', '_')}_TOKEN"
        place = command.place_of(option) if command.invocation.command != "login" else command.place
        advice = f"leave it out, and set `{variable}` in the environment, from a secret"
        if command.invocation.value("--index") is not None:
            advice = "name the registry by --registry; beside --index cargo takes a token from nowhere else"
        if command.invocation.command == "login":
            advice = "pass it on standard input, or leave `cargo login` out and use a credential provider"
        if not is_placeholder(value):
            severity = SEVERITY if command.file.is_documentation else "error"
            yield Finding(NAME, severity, "a token is written out on cargo's command line", place, advice)
        elif "$" in value or "{{" in value or "%" in value:
            message = "the token becomes an argument of cargo, which every user of the machine can read"
            yield Finding(NAME, SEVERITY, message, place, advice)
        else:
            yield Finding(NAME, SEVERITY, "this command wants a token as an argument of cargo", place, advice)


def _token(command: CargoCommand) -> tuple[Word | None, str]:
    """Return the word that brings a token, and the token; None and "" where there is none."""
    words = command.words
    for number, word in enumerate(words):
        if word.text.startswith("--token="):
            return word, word.text.removeprefix("--token=")
        if word.text == "--token":
            return word, words[number + 1].text if number + 1 < len(words) else ""
    if command.invocation.command == "login":
        return _login_token(words)
    return None, ""


def _login_token(words: tuple[Word, ...]) -> tuple[Word | None, str]:
    after = False
    skip = False
    for word in words:
        if skip:
            skip = False
        elif not after:
            after = word.text == "login"
        elif word.text in ("--registry", "--config", "--color", "-Z"):
            skip = True
        elif word.text == "--" or word.text in _ENDS or (word.text[:1] in "<>" and not word.text.endswith(">")):
            break  # what follows `--` is for the provider; a file brings the token
        elif not word.text.startswith("-"):
            return word, word.text
    return None, ""
