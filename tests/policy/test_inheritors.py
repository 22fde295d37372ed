"""A finding in the workspace's root says who inherits what it is about."""

import pytest

from tests.policy.tree import Tree

SHARED = '[workspace.dependencies]\nutils = { version = "1", registry = "nowhere" }\n'


def member(name: str, rest: str = "") -> str:
    return f'[package]\nname = "{name}"\nversion = "0.1.0"\npublish = false\n{rest}'


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, "inherited by `m0`"),
        (2, "inherited by `m0` and `m1`"),
        (3, "inherited by `m0`, `m1` and `m2`"),
        (5, "inherited by `m0`, `m1` and 3 more"),
    ],
)
def test_inheritors_of_a_dependency(count: int, expected: str, tree: Tree) -> None:
    entry = "\n[target.'cfg(unix)'.dependencies]\nutils.workspace = true\n"
    tree.write({f"m{number}/Cargo.toml": member(f"m{number}", entry) for number in range(count)})
    tree.write({"other/Cargo.toml": member("other"), "Cargo.toml": f'[workspace]\nmembers = ["*"]\n{SHARED}'})

    (finding,) = tree.check()

    assert [label.text for label in finding.labels] == [expected]
    assert finding.labels[0].place.path == tree.path("m0/Cargo.toml")
    assert finding.labels[0].place.key[-1] == "utils"


def test_inheritors_of_a_field(tree: Tree) -> None:
    tree.write({"Cargo.toml": '[workspace]\nmembers = ["a"]\n[workspace.package]\npublish = "company"\n'})
    tree.write({"a/Cargo.toml": '[package]\nname = "a"\nversion = "0.1.0"\npublish.workspace = true\n'})

    (finding,) = tree.check()

    assert [label.text for label in finding.labels] == ["inherited by `a`"]


def test_nobody_inherits_it(tree: Tree) -> None:
    tree.write({"Cargo.toml": f'[workspace]\nmembers = ["a"]\n{SHARED}', "a/Cargo.toml": member("a")})

    (finding,) = tree.check()

    assert finding.labels == ()
