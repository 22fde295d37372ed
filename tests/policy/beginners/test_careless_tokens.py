"""The fifth mistake: tokens where others see them."""

import subprocess

import pytest

from tests.canary import CANARY
from tests.conftest import need
from tests.policy.beginners.company import COMPANY, CONFIG, package
from tests.policy.tree import Tree

MANIFEST = package("app", 'publish = ["company"]')
SCRIPT = f"""\
#!/bin/sh
export CARGO_REGISTRIES_COMPANY_TOKEN={CANARY}
cargo publish --registry company --token {CANARY}
cargo login --registry company {CANARY}
"""
CAREFUL = """\
#!/bin/sh
printf '%s' "$COMPANY_TOKEN" | cargo login --registry company
cargo publish --registry company
"""


@pytest.fixture
def git() -> None:
    need("git", "install git")


def rules(tree: Tree) -> dict[str, list[str]]:
    """Return the places of each rule's findings."""
    found: dict[str, list[str]] = {}
    for line in tree.lines():
        where, _, rest = line.partition(" ")
        found.setdefault(rest.partition("[")[2].partition("]")[0], []).append(where)
    return found


@pytest.mark.usefixtures("git")
def test_a_token_in_the_config_of_the_project_goes_into_the_package(cargo_tree: Tree) -> None:
    cargo_tree.write({"Cargo.toml": MANIFEST, CONFIG: f'{COMPANY}token = "{CANARY}"\n'})

    assert rules(cargo_tree)["token-in-project-config"] == [".cargo/config.toml:3:1"]
    cargo_tree.for_cargo()
    for words in ("init", "add ."):
        subprocess.run(["git", *words.split()], cwd=cargo_tree.folder, check=True, capture_output=True, timeout=60)
    run = cargo_tree.cargo("package", "--list", "--allow-dirty")
    assert ".cargo/config.toml" in run.stdout.splitlines()


def test_tokens_in_a_script(tree: Tree) -> None:
    tree.write({"Cargo.toml": MANIFEST, CONFIG: COMPANY, "release.sh": SCRIPT})

    found = rules(tree)

    assert [where.rpartition(":")[0] for where in found["secret-in-plain-text"]] == ["release.sh:2"]
    assert [where.rpartition(":")[0] for where in found["token-on-command-line"]] == ["release.sh:3", "release.sh:4"]
    assert not any(CANARY in line for line in tree.lines())


def test_credentials_that_lie_in_the_project(tree: Tree) -> None:
    credentials = f'[registries.company]\ntoken = "{CANARY}"\n'
    tree.write({"Cargo.toml": MANIFEST, CONFIG: COMPANY, ".cargo/credentials.toml": credentials})

    assert "project-credentials-file" in rules(tree)


def test_the_token_from_a_pipe_and_a_config_without_one(tree: Tree) -> None:
    manifest = MANIFEST + 'exclude = [".cargo"]\n'
    tree.write({"Cargo.toml": manifest, CONFIG: COMPANY, "release.sh": CAREFUL})

    assert tree.lines() == []
