"""Of what a project can have many of, ten times as many take ten times as long, and not a hundred times."""

import time
from collections.abc import Mapping

import pytest

from policy.command_line import run
from tests.policy.tree import Tree

MANY = 5000
SECONDS = 15.0
"""Of the processor's time: ten times what they need, and far less than anything quadratic would."""

PACKAGE = '[package]\nname = "a"\nversion = "0.1.0"\nedition = "2024"\n'
PUBLIC = f'{PACKAGE}description = "d"\nlicense = "MIT"\n'
CONFIG = ".cargo/config.toml"
POLICY = "cargo-policy.toml"


def each(text: str) -> str:
    """Return `text` for each number below MANY: `#` stands for the number, `@` for the next."""
    return "".join(text.replace("#", str(number)).replace("@", str(number + 1)) for number in range(MANY))


def a_list(text: str) -> str:
    """Return the TOML array of these texts."""
    return "[" + each(f'"{text}",') + "]\n"


def files(name: str, text: str) -> dict[str, str]:
    """Return one file for each number, by its path."""
    return {name.replace("#", str(number)): text.replace("#", str(number)) for number in range(MANY)}


REGISTRY = '[registries.r#]\nindex = "https://h#.example.com/"\n'
SOURCE = '[source.s#]\nregistry = "https://h#.example.com/"\n'
UNDEFINED = "[dependencies]\n" + each('d# = { version = "1", registry = "q#" }\n')
PROJECTS: Mapping[str, Mapping[str, str]] = {
    "tokens": {CONFIG: each(f'{REGISTRY}token = "t#"\n')},
    "providers": {
        CONFIG: "[registry]\nglobal-credential-providers = " + a_list("p#") + each(f'{REGISTRY}token = "t#"\n')
    },
    "registries with one index": {CONFIG: each('[registries.r#]\nindex = "https://h.example.com/"\ntoken = "t"\n')},
    "undefined registries": {CONFIG: each(REGISTRY), "Cargo.toml": PACKAGE + UNDEFINED},
    "a long chain of sources": {
        CONFIG: '[source.crates-io]\nreplace-with = "s0"\n' + each(f'{SOURCE}replace-with = "s@"\n')
    },
    "undefined sources": {CONFIG: each(f'{SOURCE}replace-with = "q#"\n')},
    "sources without a location": {CONFIG: each('[source.s#]\nregistry = "h#"\n')},
    "includes": {CONFIG: "include = " + a_list("i#.toml"), **files(".cargo/i#.toml", REGISTRY)},
    "undefined features": {"Cargo.toml": f"{PACKAGE}[features]\n" + each('f# = ["q#"]\n')},
    "unknown categories": {"Cargo.toml": f"{PUBLIC}categories = " + a_list("c#")},
    "lints without a level": {"Cargo.toml": f"{PACKAGE}[lints.rust]\n" + each('l# = "wran"\n')},
    "excluded folders": {
        "Cargo.toml": '[workspace]\nmembers = ["m*"]\nexclude = ' + a_list("x#"),
        **files("m#/Cargo.toml", PACKAGE.replace('"a"', '"m#"') + "publish = false\n"),
    },
    "exceptions": {
        "Cargo.toml": PACKAGE + UNDEFINED,
        POLICY: each('[[ignore]]\nrule = "undefined-registry"\npath = "**/x#/**"\n'),
    },
    "decisions": {
        "Cargo.toml": f"{PACKAGE}publish = " + a_list("q#"),
        POLICY: each('[[publish.allow]]\npackages = ["a*"]\nregistries = ["r#"]\n'),
    },
    "misspelt keys, with their fixes": {
        "Cargo.toml": f"{PACKAGE}[dependencies]\n" + each('d# = { version = "1", regsitry = "q" }\n')
    },
    "commands": {"scripts/publish.sh": each("cargo publish --registry q#\n"), "Cargo.toml": PACKAGE + UNDEFINED},
    "secrets": {CONFIG: each(f'# token = "t#"\n{REGISTRY}token = {{ x = "t#" }}\n')},
}
"""Files by their paths, with many of something that is looked up, compared or listed for each of something else."""


@pytest.mark.parametrize("name", PROJECTS)
def test_many(name: str, tree: Tree, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    tree.write({"Cargo.toml": PACKAGE, "src/lib.rs": "", **PROJECTS[name]})
    monkeypatch.chdir(tree.folder)
    monkeypatch.setenv("CARGO_HOME", str(tree.home.path))

    for arguments in (["check"], ["check", "--format", "json"], ["predict", "--", "publish"]):
        start = time.process_time()
        assert run(arguments) in (0, 1)
        assert time.process_time() - start < SECONDS
        assert len(capsys.readouterr().out) < 3000 * MANY
