"""What the fixes of the rules make of the cases: test_rules holds that they help, this one that they are there."""

from pathlib import Path

import pytest

from policy.fix import edited
from tests.policy.case import CASES, read_case
from tests.policy.tree import Tree

FIXES = [
    ("duplicate-publish-entry/bad/twice", "Cargo.toml", 'publish = ["company"]'),
    ("explicit-crates-io-registry/bad/inherited", "Cargo.toml", 'serde = { version = "1" }'),
    ("invalid-index-url/bad/ssh-without-scheme", ".cargo/config.toml", 'index = "ssh://git@'),
    ("invalid-publish-value/bad/crates-io-alone", "Cargo.toml", 'publish = ["crates-io"]'),
    ("invalid-publish-value/bad/quoted-false", "Cargo.toml", "publish = false"),
    ("invalid-publish-value/bad/shared", "Cargo.toml", 'publish = ["company"]'),
    ("misspelt-publish-key/bad/two-letters-swapped", "Cargo.toml", "publish = "),
    ("path-dependency-falls-to-crates-io/bad/inherited", "Cargo.toml", 'version = "0.2", registry = "company" }'),
    ("path-dependency-without-version/bad/dotted", "Cargo.toml", 'utils.version = "1.2.0"'),
    ("path-dependency-without-version/bad/inherited", "Cargo.toml", '{ path = "utils", version = "1.2.0" }'),
    ("publish-not-inherited/bad/forgotten", "b/Cargo.toml", "publish.workspace = true"),
    ("sibling-version-mismatch/bad/inherited", "Cargo.toml", 'version = "~0.3.1"'),
    ("sibling-version-mismatch/bad/prerelease", "Cargo.toml", 'version = "1.2.0-beta.1"'),
    ("sparse-index-without-slash/bad/registry", ".cargo/config.toml", '/"'),
    ("sparse-index-without-slash/bad/source", ".cargo/config.toml", '/"'),
]


@pytest.mark.parametrize(("name", "file", "expected"), FIXES, ids=[name for name, _, _ in FIXES])
def test_what_a_fix_writes(name: str, file: str, expected: str, tree: Tree) -> None:
    case = read_case(CASES / f"{name}.txt")
    tree.write(case.files)

    edits = [edit for one in tree.check() if one.rule == case.rule for edit in one.fix]

    assert {edit.place.path for edit in edits} == {tree.path(file)}
    text = Path(tree.path(file)).read_text()
    assert expected not in text
    assert expected in edited(text, edits)


NONE = [
    "path-dependency-without-version/bad/never-published-sibling",
    "sparse-index-without-slash/bad/query",
    "sparse-index-without-slash/bad/environment",
    "invalid-publish-value/bad/number",
    "invalid-publish-value/bad/url",
    "misspelt-publish-key/bad/in-workspace",
    "misspelt-publish-key/bad/of-no-use",
]


@pytest.mark.parametrize("name", NONE)
def test_nothing_is_written_where_somebody_has_to_choose(name: str, tree: Tree) -> None:
    case = read_case(CASES / f"{name}.txt")
    tree.write(case.files)
    tree.environment.update(case.environment)
    tree.folder = Path(tree.path(case.folder))

    assert [one.fix for one in tree.check() if one.rule == case.rule] == [()]
