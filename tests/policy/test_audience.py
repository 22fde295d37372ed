"""Which packages were never meant to leave their workspace."""

import pytest

from policy.audience import Audience, lacks
from policy.engine import LEAST
from tests.policy.tree import Tree

COMPLETE = 'description = "An example."\nlicense = "MIT"\n'


def package(name: str, text: str = "", version: str = "0.1.0") -> str:
    return f'[package]\nname = "{name}"\nversion = "{version}"\nedition = "2021"\n{text}'


def at_home(tree: Tree, **members: str) -> list[str]:
    tree.write({"Cargo.toml": f"[workspace]\nmembers = {[*members]}\n"})
    tree.write({f"{name}/Cargo.toml": text for name, text in members.items()})
    workspace = tree.workspace()
    audience = Audience(workspace)
    return [one.name for one in workspace.packages if audience.is_at_home(one)]


@pytest.mark.parametrize(
    "text",
    [
        COMPLETE,
        "publish = true\n",
        "publish = false\n",
        'publish = ["company"]\n',
        'repository = "https://git.example.com/a"\n',
        'keywords = ["a"]\n',
    ],
)
def test_a_package_that_says_whom_it_is_for(text: str, tree: Tree) -> None:
    assert at_home(tree, a=package("a", text), b=package("b")) == ["b"]


def test_what_is_inherited_says_nothing_of_the_package(tree: Tree) -> None:
    a = package("a", "repository.workspace = true\nlicense.workspace = true\n")

    assert at_home(tree, a=a, b=package("b", COMPLETE)) == ["a"]


def test_a_version_that_is_never_released(tree: Tree) -> None:
    assert at_home(tree, a=package("a", COMPLETE, "0.0.0"), b=package("b", COMPLETE)) == ["a"]


def test_a_package_alone_may_be_the_beginning_of_one_for_the_public(tree: Tree) -> None:
    assert at_home(tree, a=package("a")) == []


def test_what_a_package_for_crates_io_asks_for(tree: Tree) -> None:
    asking = f'{COMPLETE}[dependencies]\nb = {{ path = "../b", version = "0.1" }}\nd = {{ path = "../d" }}\n'
    asked = '[dependencies]\nc = { path = "../c", version = "0.1" }\n'

    found = at_home(tree, a=package("a", asking), b=package("b", asked), c=package("c"), d=package("d"))

    assert found == ["d"]


def test_what_is_missing(tree: Tree) -> None:
    tree.write({"Cargo.toml": package("a", 'license-file = "LICENSE"\n')})

    assert lacks(tree.workspace().packages[0]) == ["description"]


def test_a_large_workspace_has_one_finding_too(tree: Tree) -> None:
    count = LEAST + 50
    tree.write({"Cargo.toml": '[workspace]\nmembers = ["p/*"]\nresolver = "2"\n'})
    tree.write(
        {f"p/a{n}/Cargo.toml": package(f"a{n}", '[dependencies]\nlib = { path = "../lib" }\n') for n in range(count)}
    )
    tree.write({f"p/b{n}/Cargo.toml": package(f"b{n}", "publish = false\n") for n in range(count)})
    tree.write({"p/lib/Cargo.toml": package("lib")})

    (line,) = tree.lines()

    assert line.startswith(f"Cargo.toml:1:1 warning[missing-publish-restriction] {count + 1} packages may be published")
