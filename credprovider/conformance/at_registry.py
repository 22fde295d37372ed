"""Steps of the cases with real cargo: set up, run a command, and hold what was asked and sent against it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from credprovider.conformance.cargo import Run, Scene, scene
from credprovider.conformance.expect import expect, expect_kind
from credprovider.conformance.kit import Kit
from credprovider.conformance.request import OPERATIONS

REGISTRY = ("--registry", "conformance")
PUBLISH = ("publish", *REGISTRY, "--no-verify")


@contextmanager
def at_registry(kit: Kit, served_url: str, tokens: list[str], *, open_config: bool = False) -> Iterator[Scene]:
    """Set up cargo and a registry that takes these tokens; to the provider it is `served_url`."""
    program, args = kit.provider.program, list(kit.provider.args)
    with scene(program, args, served_url, tokens, kit.provider.environment, open_config=open_config) as prepared:
        yield prepared
        kit.invariants.errors(prepared.printed().encode())


def tokens_by_operation(kit: Kit) -> dict[str, str]:
    """See that a token is stored, and return what each operation gets."""
    kit.stored()
    answers = {operation: kit.get(operation=operation) for operation in OPERATIONS}
    return {name: expect_kind(answer, "get", of=f"{name}: ").token for name, answer in answers.items()}


def succeeds(prepared: Scene, *words: str, cwd: Path | None = None, text: str = "") -> Run:
    """Run cargo and return what it did. Raises Failed when it fails."""
    run = prepared.cargo(*words, cwd=cwd, text=text)
    expect(run.status == 0, f"`cargo {words[0]}` ends with {run.status}: {end_of(run)}")
    return run


def end_of(run: Run) -> str:
    """Return the last lines that cargo printed, as one."""
    return " / ".join(line.strip() for line in run.said.splitlines()[-6:] if line.strip()) or "nothing"


def was_asked(prepared: Scene, action: str) -> None:
    """Raise Failed unless cargo asked the provider for this."""
    expect(action in prepared.actions(), f"cargo asked the provider for {', '.join(prepared.actions()) or 'nothing'}")


def used(prepared: Scene, token: str) -> None:
    """Raise Failed unless the registry saw this token and no other."""
    sent = {seen.authorization for seen in prepared.seen} - {""}
    expect(sent == {token}, f"the registry saw {len(sent)} tokens" + (", another one" if len(sent) == 1 else ""))
