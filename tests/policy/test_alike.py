"""What a manifest that is like others is remembered with, and that nothing in it goes by unseen."""

import os
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from policy import engine, sieve
from policy.alike import Alike
from policy.cargo.manifest import Manifest
from policy.cargo.origins import Origins
from policy.cargo.told import Told
from policy.cargo.toml_file import TomlFile, parsed
from policy.cargo.upwards import find_manifest
from policy.context import Context
from policy.engine import context_of
from policy.outline import Outline, Outlines
from tests.bench.workspace import generate
from tests.policy.tree import Tree


def test_what_is_remembered_is_what_the_manifest_says(tree: Tree) -> None:
    generate(tree.folder, 60)
    context = context_of(find_manifest(str(tree.folder)), tree.surroundings)
    remembered = 0
    for manifest, outline in outlined(context):
        origins, wanted = Origins(), Origins()
        wanted.add(manifest)

        told = told_as_if_like(manifest, context, outline, origins)

        if told is not None:
            assert told == manifest.told
            assert vars(origins) == vars(wanted)
            remembered += 1
    assert remembered > 50


def test_few_manifests_of_a_uniform_workspace_are_looked_at(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    generate(tree.folder, 300)
    looked_at: list[str] = []

    def noted(path: str, text: Any) -> TomlFile:
        looked_at.append(path)
        return parsed(path, text)

    monkeypatch.setattr(sieve, "is_of_use", lambda: False)
    monkeypatch.setattr(sieve, "parsed", noted)

    context_of(find_manifest(str(tree.folder)), tree.surroundings)

    assert len(looked_at) < 100


PACKAGE = """\
[package]
name = "m1"
version = "0.1.0"
edition.workspace = true
description = "What it does"
publish = false

[features]
default = ["std"]
std = []
more = ["dep:aa"]

[dependencies]
aa = { version = "1", optional = true }
bb-c = "1"
shared.workspace = true

[dev-dependencies]
bb-c = "1"
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        ('"m1"', '"m2-c"'),
        ('"0.1.0"', '"10.0.3"'),
        ("What it does", "Whatever"),
        ('bb-c = "1"', 'dd = "1.2"'),
        ("std", "no-std"),
        ('more = ["dep:aa"]\n', 'more = ["std", "dep:aa"]\nmost = ["more"]\n'),
    ],
)
def test_what_makes_no_difference(old: str, new: str, tree: Tree) -> None:
    assert told_like_package(tree, PACKAGE.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"m1"', '"build"'),
        ('"m1"', '"1m"'),
        ('"m1"', '"bb_c"'),
        ('name = "m1"', 'name = "m1"\nname = "m2"'),
        ('name = "m1"\n', ""),
        ('"0.1.0"', '"00.1.0"'),
        ("publish = false", "publish = true"),
        ("publish = false", 'publish = false\nbuild = "no.rs"'),
        ("What it does", ""),
        ("What it does", "What\tit\x01does"),
        ("What it does", "cio1234567890123456789012345678901"),
        ('["std"]', '["sdt"]'),
        ("std = []", 'std = ["std"]'),
        ('["std"]', '["std" "std"]'),
        ('["std"]', '["std"] []'),
        ("dep:aa", "dep:bb-c"),
        ("dep:aa", "aa/x"),
        ("more", "bb-c"),
        ("more", "std"),
        ("aa = {", "bb_c = {"),
        ("aa = {", "bb-c = {"),
        ('bb-c = "1"', 'bb-c = "01"'),
        ('bb-c = "1"', 'bb-c = "1" bb = "1"'),
        ("shared.workspace", "unshared.workspace"),
        ("shared.workspace = true", "shared.workspace = false"),
        ("shared.workspace", "shared"),
        ("[features]", "[[features]]"),
        ("[features]", "[lib]\nname = 'std'\n[features]"),
        ("[dev-dependencies]", "[dependencies]"),
        ("[dev-dependencies]", "[dependencies.bb-c]"),
        ("[package]", "aa = 1\n[package]"),
        ("publish = false", 'publish = false\nreadme = "../no.md"'),
    ],
)
def test_what_makes_a_difference(old: str, new: str, tree: Tree) -> None:
    assert not told_like_package(tree, PACKAGE.replace(old, new, 1))


CONFIG = """\
[registries.company]
index = "sparse+https://registry.example.com/index/"
"""
VENDORED = """\
[source.crates-io]
replace-with = "here"
[source.here]
directory = "vendor"
"""


@pytest.mark.parametrize(
    ("root", "config"), [("", CONFIG + VENDORED), ('[patch.crates-io]\ndd = { path = "dd" }\n', CONFIG)]
)
def test_names_matter_where_packages_come_from_elsewhere(
    root: str, config: str, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree.write({"Cargo.toml": f'[workspace]\nmembers = ["m*"]\nresolver = "2"\n{root}', ".cargo/config.toml": config})
    for name in ("vendor/aa", "dd"):
        package = f'[package]\nname = "{name[-2:]}"\nversion = "1.0.0"\n'
        tree.write({f"{name}/Cargo.toml": package, f"{name}/.cargo-checksum.json": "", f"{name}/src/lib.rs": ""})
    for number in range(41):
        package = f'[package]\nname = "m{number}"\nversion = "1.0.0"\nedition = "2021"\npublish = ["company"]\n'
        package += f'[dependencies]\n{"aa" if number < 40 else "dd"} = "1"\n'
        tree.write({f"m{number}/Cargo.toml": package, f"m{number}/src/lib.rs": ""})
    monkeypatch.setattr(engine, "LEAST", 0)
    monkeypatch.setattr(sieve, "is_of_use", lambda: False)
    monkeypatch.setattr(sieve, "PART", 1)

    assert "m40/Cargo.toml" not in remembered(tree)
    assert len(remembered(tree)) > 20


def told_like_package(tree: Tree, text: str) -> Told | None:
    """Return what is remembered of a manifest with this text where one with PACKAGE has been looked at."""
    tree.write({"Cargo.toml": ROOT, "m1/Cargo.toml": PACKAGE, "m1/src/main.rs": ""})
    context = context_of(find_manifest(str(tree.folder)), tree.surroundings)
    assert context.workspace
    ((first, outline),) = outlined(context)
    alike = Alike(context.workspace)
    alike.learn(outline, first, context)
    other = alike.outline(first.path, text)
    return alike.told(first.path, other, Origins()) if other else None


@pytest.mark.parametrize("seed", range(6))
def test_members_at_random(seed: int, tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """With mistakes among them or without, as many are passed over as when each is looked at, or fewer."""
    random = Random(seed)
    members = {f"m{number}/Cargo.toml": member(random, number) for number in range(150)}
    if seed % 2:  # with a policy file, names make a difference
        own = 'publish = ["company"]'
        members = {path: text.replace("publish.workspace = true", own) for path, text in members.items()}
        tree.write({"cargo-policy.toml": POLICY})
    tree.write({"Cargo.toml": ROOT, ".cargo/config.toml": CONFIG, **members})
    for number in range(150):
        tree.write({f"m{number}/src/{random.choice(['lib.rs'] * 9 + ['main.rs'])}": ""})
    monkeypatch.setattr(engine, "LEAST", 0)
    monkeypatch.setattr(sieve, "is_of_use", lambda: False)
    like: list[str] = []
    told = Alike.told

    def noted(alike: Alike, path: str, *others: Any) -> Told | None:
        answer = told(alike, path, *others)
        like.extend([path] if answer else [])
        return answer

    monkeypatch.setattr(Alike, "told", noted)

    fast = remembered(tree)
    monkeypatch.setattr(Outlines, "of", lambda *_: None)
    monkeypatch.setattr(sieve, "PART", 1)
    slow = remembered(tree)

    assert {members[path] for path in fast.keys() - slow.keys()} == set()
    assert {members[path]: (told, slow[path]) for path, told in fast.items() if told != slow[path]} == {}
    assert len(like) > 5


def remembered(tree: Tree) -> dict[str, Told]:
    """Return what is remembered of the manifests that are passed over, by their paths."""
    workspace = context_of(find_manifest(str(tree.folder)), tree.surroundings).workspace
    assert workspace
    return {os.path.relpath(path, tree.folder): manifest.told for path, manifest in workspace.passed.items()}


ROOT = """\
[workspace]
members = ["m*"]
resolver = "2"

[workspace.package]
edition = "2021"
publish = ["company"]

[workspace.dependencies]
shared = "1"
inner = { path = "m1", version = "0.1" }
private = { version = "2", registry = "company" }
"""
POLICY = """\
[[publish.allow]]
packages = ["m[1-9][3-7]*"]
registries = ["company"]
"""
NAMES = ["aa", "bb-c", "bb_c", "dd", "m3", "std", "shared", "inner", "private", "m1", "build"]
VALUES = [
    '"1"',
    '"0.3.4"',
    '"1.2"',
    '"01"',
    '">= 1"',
    '"1',
    "{ workspace = true }",
    "{ workspace = true, features = [] }",
    '{ version = "1", optional = true }',
    '{ version = "1", features = ["x", "y"] }',
    '{ version = "1", features = [\n  "x",\n] }',
    '{ version = "1", registry = "company" }',
    '{ version = "1", registry = "elsewhere" }',
    '{ path = "../m1", version = "0.1", registry = "company" }',
    '{ path = "../m1" }',
    '{ path = "../nowhere", registry = "company", version = "1" }',
    "[",
]
SECTIONS = [
    *["[dependencies]"] * 12,
    "[dev-dependencies]",
    "[build-dependencies]",
    "[target.'cfg(unix)'.dependencies]",
    '[target."cfg(unix)".dependencies]',
    "[dependencies.dd]",
    "[features]",
    "[lib]",
    "[lints.rust]",
    "[patch.crates-io]",
]
FEATURES = [
    'me = ["me"]',
    "default = []",
    'default = ["std"]',
    "std = []",
    'std = ["dep:aa"]',
    "dd = []",
    'x = ["aa/y"]',
    "x = [",
]


def member(random: Random, number: int) -> str:
    """Return a manifest that is right more often than not, of few things so that many have the same."""
    name = random.choice([f"m{number}"] * 20 + ["build", "m 1", "1m", "aa"])
    lines = ["[package]", f'name = "{name}"', "edition.workspace = true"]
    lines.append(random.choice(['version = "0.1.0"'] * 8 + ['version = "0.1"', 'version = "00.1.0"']))
    lines.append(random.choice(["publish = false", "publish.workspace = true"] * 8 + ["publsh = false", ""]))
    if random.random() < 0.1:
        lines.append(random.choice(['description = "What"', "# a comment", 'readme = "no.md"', lines[1]]))
    for section in random.sample(SECTIONS, random.choice([0, 1, 1, 1, 1, 2])):
        lines.append(section)
        if section == "[features]":
            lines += random.sample(FEATURES, random.choice([0, 1, 2]))
        elif "]" in section and "dependencies]" in section:
            lines += [entry(random) for _ in range(random.choice([0, 1, 1, 2, 3]))]
        elif section == "[dependencies.dd]":
            lines.append(random.choice(['version = "1"', 'path = "../m1"', 'version = "x"']))
    return "\n".join(lines) + "\n"


def entry(random: Random) -> str:
    """Return a line of a table of dependencies."""
    name = random.choice(NAMES)
    if random.random() < 0.3:
        return f"{random.choice(['shared', 'inner', 'private', name])}.workspace = true"
    return f"{name} = {random.choice(VALUES[: random.choice([3, 3, len(VALUES)])])}"


def outlined(context: Context) -> Iterator[tuple[Manifest, Outline]]:
    """Yield the members that have an outline."""
    assert context.workspace
    alike = Alike(context.workspace)
    for manifest in context.workspace.members:
        outline = alike.outline(manifest.path, manifest.file.text)
        if outline is not None:
            yield manifest, outline


def told_as_if_like(manifest: Manifest, context: Context, outline: Outline, origins: Origins) -> object:
    assert context.workspace
    alike = Alike(context.workspace)
    alike.learn(outline, manifest, context)
    return alike.told(manifest.path, outline, origins)
