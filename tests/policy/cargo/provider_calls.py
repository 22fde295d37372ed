"""Which providers real cargo calls, and which the model says that it will."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from policy.cargo.config import Config
from policy.cargo.credential_provider import Provider
from policy.cargo.provider_chain import Chain, find_chain, find_registry
from policy.cargo.refusal import CargoError, Phase
from tests.cargo_home import Run
from tests.policy.tree import Tree, words_in_order

INDEX = "sparse+https://alt.example.org/index/"
ALT = f'[registries.alt]\nindex = "{INDEX}"\n'
PROGRAMS = ("one", "two", "three")
RECORDER = """\
#!/bin/sh
echo '{"v":[1]}'
read request
echo "$0" >> "$PROVIDER_LOG"
echo '{"Err":{"kind":"not-found"}}'
"""


class Called(NamedTuple):
    """What cargo did. commands: the providers that it asked, as `cargo -v` prints them. started: the programs that ran.
    warnings: the texts after `warning: `.
    """

    run: Run
    commands: list[str]
    started: list[str]
    warnings: set[str]


def put_providers(tree: Tree) -> None:
    """Put recording providers on PATH, and by path into `bin` of the tree, of a folder in it and of the home's parent.

    Each says that it has no token, so that cargo goes on to the next.
    """
    folders = [tree.home.root / "programs", *(tree.home.root / name / "bin" for name in (".", "tree", "tree/sub"))]
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
        for name in PROGRAMS:
            program = folder / name
            program.write_text(RECORDER)
            program.chmod(0o755)
    path = tree.home.environment["PATH"]
    tree.environment |= {"PROVIDER_LOG": str(log(tree)), "PATH": f"{tree.home.root / 'programs'}:{path}"}


def log(tree: Tree) -> Path:
    """Return the file in which the providers of the tree write down that they ran."""
    return tree.home.root / "log"


def cargo_calls(tree: Tree, registry: str, *arguments: str) -> Called:
    """Run `cargo logout`, which asks one provider after the other and no network. arguments: values of `--config`."""
    log(tree).write_text("")
    options = [word for argument in arguments for word in ("--config", argument)]
    run = tree.cargo("-v", "logout", "--registry", registry, *options)
    return seen(tree, run, f" logout {registry}")


def seen(tree: Tree, run: Run, end: str) -> Called:
    """Return what the providers and the standard error of a run say. end: how cargo's lines about a provider end."""
    lines = [line.strip() for line in run.stderr.splitlines()]
    commands = [line[len("Credential ") : -len(end)] for line in lines if line.startswith("Credential ")]
    assert all(line.endswith(end) for line in lines if line.startswith("Credential "))
    warnings = {line.partition(": ")[2] for line in lines if line.startswith("warning: ")}
    warnings = {text for text in warnings if "is deprecated in favor of" not in text and not text.startswith("both")}
    return Called(run, commands, log(tree).read_text().splitlines(), warnings)


def agree_on_calls(tree: Tree, registry: str, *arguments: str) -> Called:
    """Hold the model's chain for a registry against cargo: the providers, their order, warnings and errors."""
    foreseen = predicted(tree.config(*arguments), registry)  # before cargo forgets the token
    called = cargo_calls(tree, registry, *arguments)
    if isinstance(foreseen, CargoError):
        expected = f"error: {foreseen.refusal(Phase.REGISTRY).message}"
        assert called.run.status == 101, called.run.said
        if "failed to merge" in expected:  # which of several keys cannot be merged is named by chance
            expected = expected.partition("failed to merge key")[0]
        assert words_in_order(expected, called.run.stderr), f"{expected}\n--\n{called.run.stderr}"
        assert called.commands == []
        return called
    chain = foreseen
    if any(value.rivals for provider in chain.providers for value in (provider.value, provider.alias) if value):
        return called  # cargo throws a die; see `test_two_arrays_are_joined_by_chance`
    assert called.commands == [provider.command for provider in asked(chain)], called.run.stderr
    started = [provider for provider in asked(chain) if not provider.is_built_in]
    assert called.started == [started_path(tree, provider) for provider in started if exists(tree, provider)]
    assert called.warnings == {warned.text for warned in chain.warnings}, called.run.stderr
    return called


def predicted(config: Config, registry: str) -> Chain | CargoError:
    """Return the model's chain, or what cargo stops with."""
    try:
        return found_chain(config, registry)
    except CargoError as error:
        return error


def found_chain(config: Config, registry: str) -> Chain:
    """Return the model's chain, after the errors that cargo would have stopped with before."""
    for error in [*config.files.errors, *([config.argument_error] if config.argument_error else [])]:
        raise error
    return find_chain(config, find_registry(config, registry))


def asked(chain: Chain) -> Iterator[Provider]:
    """Yield the providers of a chain that a logout asks: all up to the first that ends it."""
    for provider in chain.providers:
        if provider.program == "cargo:paseto":
            return  # not in a stable cargo
        yield provider
        if provider.program == "cargo:token" and chain.token is not None:
            return  # logged out
        if provider.program == "cargo:token-from-stdout":
            return  # does not log out, which is an error
        if not provider.is_built_in and Path(provider.program).name not in PROGRAMS:
            return  # not there, which is an error


def exists(tree: Tree, provider: Provider) -> bool:
    """Whether a provider's program is one of those that were put there."""
    return Path(started_path(tree, provider)).is_file()


def started_path(tree: Tree, provider: Provider) -> str:
    """Return the path by which a provider's program is started."""
    if "/" in provider.program:
        return provider.program
    return str(tree.home.root / "programs" / provider.program)
