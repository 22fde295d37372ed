"""A script, CI file or page of documentation uses a command or an option that cargo does not have.

## What it does
Looks for commands that guides tell of and cargo never had: `cargo verify`, `cargo sign`, and `--sign` for `cargo
package` and `cargo publish`. A command that an alias defines, or whose program `cargo-verify` or `cargo-sign` is
mentioned in the repository, is left alone.

## Why
cargo signs nothing and verifies no signatures; a release that counts on it has none. The command itself fails.

## Example
    # scripts/release.sh
    cargo package --sign

## Fix
Take it out. What is published can be signed and verified with a tool of its own, such as `cosign` or `minisign`.
"""

from collections.abc import Iterator

from policy.cargo.refusal import CargoError, Phase, Refusal
from policy.context import Context
from policy.finding import Finding
from policy.repository.commands import CargoCommand

NAME = "unknown-cargo-command"
SEVERITY = "warning"

_COMMANDS = ("verify", "sign")
_ADVICE = "take it out: cargo signs nothing and verifies no signatures"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each command that cargo does not know."""
    for command in context.repository.commands:
        name = command.invocation.command
        if name in _COMMANDS and not _is_defined(context, name):
            refusal = _refusal(f"no such command: `{name}`", command)
            yield Finding(NAME, SEVERITY, f"cargo has no command `{name}`", command.place, _ADVICE, refusal=refusal)
        if name in ("package", "publish"):
            for word in command.words:
                if word.text == "--sign":
                    place = command.place_of(word)
                    refusal = _refusal("unexpected argument '--sign' found", command)
                    yield Finding(NAME, SEVERITY, "cargo has no option `--sign`", place, _ADVICE, refusal=refusal)


def _is_defined(context: Context, name: str) -> bool:
    """Whether an alias or a program that somebody installed is meant."""
    if any(f"cargo-{name}" in file.text for file in context.repository.files):
        return True
    try:
        return context.config.value("alias", name) is not None
    except CargoError:
        return True


def _refusal(words: str, command: CargoCommand) -> Refusal:
    return Refusal(NAME, Phase.ARGUMENTS, (words,), command.place)
