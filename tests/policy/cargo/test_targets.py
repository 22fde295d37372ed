"""Targets of a package: what the model makes of manifest and folders, each time side by side with real cargo."""

import pytest

from policy.cargo.edit_distance import closest_message, edit_distance
from tests.policy.agreement import METADATA, agree
from tests.policy.tree import Tree

PACKAGE = '[package]\nname = "tool-box"\nversion = "0.1.0"\nedition = "EDITION"\n'
MAIN = "fn main() {}\n"


def lay_out(tree: Tree, manifest: str, files: list[str], edition: str = "2021") -> None:
    text = PACKAGE.replace("EDITION", edition)
    head, _, rest = manifest.partition("[") if not manifest.startswith("[") else ("", "", manifest[1:])
    whole = text + head + ("[" + rest if rest else "")
    tree.write({"Cargo.toml": whole, **dict.fromkeys(files, MAIN)})


REFUSED = {
    "nothing": ("", []),
    "nothing but a build script": ("", ["build.rs"]),
    "nothing found by itself": ("autolib = false\n", ["src/lib.rs"]),
    "a library that is not there": ("[lib]\n", ["src/main.rs"]),
    "a library without a name": ('[lib]\nname = ""', ["src/lib.rs"]),
    "a library of blanks": ('[lib]\nname = "  "', ["src/lib.rs"]),
    "hyphens": ('[lib]\nname = "tool-box"', ["src/lib.rs"]),
    "both dynamic types": ('[lib]\ncrate-type = ["dylib", "cdylib"]', ["src/lib.rs"]),
    "a procedural macro and more": ('[lib]\ncrate-type = ["proc-macro", "lib"]', ["src/lib.rs"]),
    "a binary without a name": ('[[bin]]\npath = "src/a.rs"', ["src/a.rs"]),
    "a binary with an empty name": ('[[bin]]\nname = ""', ["src/main.rs"]),
    "a binary in cargo's folder": ('[[bin]]\nname = "deps"\npath = "src/main.rs"', ["src/main.rs"]),
    "a found binary in cargo's folder": ("", ["src/bin/build.rs"]),
    "a binary that is not there": ('[[bin]]\nname = "other"', ["src/main.rs"]),
    "two files for a binary": ('[[bin]]\nname = "a"', ["src/bin/a.rs", "src/bin/a/main.rs"]),
    "main and a namesake": ("", ["src/main.rs", "src/bin/tool-box.rs"]),
    "binaries of one name": (
        '[[bin]]\nname = "a"\npath = "src/a.rs"\n[[bin]]\nname = "a"\npath = "src/b.rs"',
        ["src/a.rs", "src/b.rs"],
    ),
    "examples of one name": ("", ["src/lib.rs", "examples/a.rs", "examples/a/main.rs"]),
    "tests of one name": ("", ["src/lib.rs", "tests/a.rs", "tests/a/main.rs"]),
    "benchmarks of one name": ("", ["src/lib.rs", "benches/a.rs", "benches/a/main.rs"]),
    "a test without a name": ('[[test]]\npath = "tests/a.rs"', ["src/lib.rs", "tests/a.rs"]),
    "an example with an empty name": ('[[example]]\nname = " "', ["src/lib.rs"]),
    "links without a script": ('links = "z"\n', ["src/lib.rs"]),
    "two build scripts": ('build = ["a.rs", "b.rs"]\n', ["src/lib.rs", "a.rs", "b.rs"]),
    "links and no script wanted": ('links = "z"\nbuild = false\n', ["src/lib.rs", "build.rs"]),
    "a default that is not there": ('default-run = "toolbox"\n', ["src/main.rs"]),
    "a default far from any": ('default-run = "something"\n', ["src/main.rs"]),
    "a list that is a table": ('[bin]\nname = "a"', ["src/main.rs"]),
    "an entry that is no table": ("bin = [1]\n", ["src/main.rs"]),
    "a name that is a number": ("[[bin]]\nname = 1", ["src/main.rs"]),
    "a crate type that is a string": ('[lib]\ncrate-type = "cdylib"', ["src/lib.rs"]),
    "a crate type of numbers": ("[lib]\ncrate-type = [1]", ["src/lib.rs"]),
    "a switch that is a string": ('[lib]\ntest = "no"', ["src/lib.rs"]),
    "features that are a string": ('[[bin]]\nname = "a"\nrequired-features = "a"', ["src/bin/a.rs"]),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_when_the_manifest_is_read(cargo_tree: Tree, name: str) -> None:
    manifest, files = REFUSED[name]
    if "bin = [1]" in manifest:
        cargo_tree.write({"Cargo.toml": manifest + PACKAGE.replace("EDITION", "2021"), "src/main.rs": MAIN})
    else:
        lay_out(cargo_tree, manifest, files)

    run, _ = agree(cargo_tree, *METADATA)

    assert run.status == 101


UNDERSCORED = {
    "lib": ("[lib]\n", ["src/lib.rs"]),
    "bin": ('[[bin]]\nname = "a"\n', ["src/bin/a.rs"]),
    "example": ('[[example]]\nname = "a"\n', ["src/lib.rs", "examples/a.rs"]),
    "test": ('[[test]]\nname = "a"\n', ["src/lib.rs", "tests/a.rs"]),
    "bench": ('[[bench]]\nname = "a"\n', ["src/lib.rs", "benches/a.rs"]),
}


@pytest.mark.parametrize("key", ["crate_type = []", "proc_macro = false", 'crate_type = ["lib"]', "proc_macro = true"])
@pytest.mark.parametrize("edition", ["2021", "2024"])
@pytest.mark.parametrize("kind", UNDERSCORED)
def test_keys_as_before_2024(cargo_tree: Tree, kind: str, edition: str, key: str) -> None:
    table, files = UNDERSCORED[kind]
    lay_out(cargo_tree, table + key, files, edition)

    agree(cargo_tree, *METADATA)


TAKEN = {
    "a library": ("", ["src/lib.rs"]),
    "a binary": ("", ["src/main.rs"]),
    "an example alone": ("", ["examples/a.rs"]),
    "a test in a folder": ("", ["tests/a/main.rs"]),
    "a folder without main": ("", ["src/lib.rs", "tests/common/mod.rs"]),
    "a library and a binary of one name": ("", ["src/lib.rs", "src/main.rs"]),
    "an example like a binary": ("", ["src/bin/a.rs", "examples/a.rs"]),
    "a found file under another name": (
        '[[bin]]\nname = "other"\npath = "./src/bin/a.rs"\n[[bin]]\nname = "a"\npath = "src/main.rs"',
        ["src/bin/a.rs", "src/main.rs"],
    ),
    "paths that are not there": ('[lib]\npath = "nowhere.rs"\n[[bin]]\nname = "a"\npath = "src/nowhere"', []),
    "tests that are not there": ('[[test]]\nname = "a"\n[[example]]\nname = "b"', ["src/lib.rs"]),
    "a binary with types": ('[[bin]]\nname = "a"\ncrate-type = ["lib"]', ["src/bin/a.rs"]),
    "a macro binary": ('[[bin]]\nname = "a"\nproc-macro = true', ["src/bin/a.rs"]),
    "nothing wanted but one": (
        'autolib = false\nautobins = false\n[[bin]]\nname = "a"\npath = "a.rs"',
        ["a.rs", "src/bin/deps.rs", "src/lib.rs"],
    ),
    "hidden files": ("", ["src/lib.rs", "examples/.a.rs", "examples/a/main.rs", "tests/.x/main.rs"]),
    "a script and links": ('links = "z"\n', ["src/lib.rs", "build.rs"]),
    "a default": ('default-run = "a"\n', ["src/main.rs", "src/bin/a.rs"]),
    "an example library": ('[[example]]\nname = "a"\ncrate-type = ["staticlib"]', ["src/lib.rs", "examples/a.rs"]),
}


@pytest.mark.parametrize("name", TAKEN)
def test_taken_when_the_manifest_is_read(cargo_tree: Tree, name: str) -> None:
    manifest, files = TAKEN[name]
    lay_out(cargo_tree, manifest, files)

    run, _ = agree(cargo_tree, *METADATA)

    assert run.status == 0


OF_2015 = {
    "a library under the package's name": ("[lib]\n", ["src/tool_box.rs"]),
    "a binary in src": ('[[bin]]\nname = "a"', ["src/a.rs"]),
    "a binary in src beside a library": ('[[bin]]\nname = "a"', ["src/a.rs", "src/lib.rs"]),
    "a binary that is main": ('[[bin]]\nname = "a"', ["src/main.rs", "src/lib.rs"]),
    "a binary that is main in bin": ('[[bin]]\nname = "a"', ["src/bin/main.rs", "src/lib.rs"]),
    "two files and main": ('[[bin]]\nname = "a"', ["src/bin/a.rs", "src/bin/a/main.rs", "src/main.rs"]),
    "nothing found beside one that is named": (
        '[[example]]\nname = "a"',
        ["src/lib.rs", "examples/a.rs", "examples/b.rs", "examples/b/main.rs"],
    ),
    "found when asked for": (
        'autoexamples = true\n[[example]]\nname = "a"',
        ["src/lib.rs", "examples/a.rs", "examples/b.rs", "examples/b/main.rs"],
    ),
}


@pytest.mark.parametrize("edition", ["2015", "2018"])
@pytest.mark.parametrize("name", OF_2015)
def test_editions(cargo_tree: Tree, name: str, edition: str) -> None:
    manifest, files = OF_2015[name]
    lay_out(cargo_tree, manifest, files, edition)

    agree(cargo_tree, *METADATA)


DELAYED = {
    "a test": ('[[test]]\nname = "abc"', ["src/lib.rs", "tests/abd.rs"]),
    "an example in the wrong folder": ('[[example]]\nname = "a"', ["src/lib.rs", "example/a/main.rs"]),
    "a benchmark beside another": ('[[bench]]\nname = "a"', ["src/lib.rs", "bench/a.rs", "benches/b.rs"]),
    "two files for a test": ('[[test]]\nname = "a"', ["src/lib.rs", "tests/a.rs", "tests/a/main.rs"]),
    "a binary with types": ('[[bin]]\nname = "a"\ncrate-type = ["lib", "cdylib"]', ["src/bin/a.rs"]),
    "a macro binary": ('[[bin]]\nname = "a"\nproc-macro = true', ["src/bin/a.rs"]),
}


@pytest.mark.parametrize("command", ["check", "fetch", "generate-lockfile"])
@pytest.mark.parametrize("name", DELAYED)
def test_refused_when_it_is_to_compile(cargo_tree: Tree, name: str, command: str) -> None:
    manifest, files = DELAYED[name]
    lay_out(cargo_tree, manifest, files)

    run, _ = agree(cargo_tree, command)

    assert run.status == (0 if command == "generate-lockfile" else 101)


COMPILED = {
    "a library": ('[lib]\npath = "src/nowhere.rs"', ["src/main.rs"], ["check", "doc", "check --bins", "test"]),
    "a folder": ('[lib]\npath = "src"', ["src/lib.rs"], ["check", "build --lib"]),
    "two": (
        '[lib]\npath = "x.rs"\n[[bin]]\nname = "a"\npath = "src"',
        ["src/main.rs"],
        ["check", "check --bin a", "check --bin tool-box"],
    ),
    "a test": ('[[test]]\nname = "a"\npath = "x.rs"', ["src/lib.rs"], ["check", "check --tests", "test --test a"]),
    "a test that is off": ('[[test]]\nname = "a"\npath = "x.rs"\ntest = false', ["src/lib.rs"], ["test --no-run"]),
    "a benchmark": ('[[bench]]\nname = "a"\npath = "x.rs"', ["src/lib.rs"], ["check --benches", "check --all-targets"]),
    "an example": ('[[example]]\nname = "a"\npath = "src"', ["src/main.rs"], ["build", "test --no-run"]),
    "a build script": ('build = "make.rs"\n', ["src/lib.rs"], ["check"]),
    "a strange crate type": ('[lib]\ncrate-type = ["strange"]', ["src/lib.rs"], ["check"]),
    "a binary that is not there": ("", ["src/bin/abc.rs", "src/bin/x.rs"], ["check --bin abd", "check --bin other"]),
    "an example that is not there": ("", ["src/lib.rs", "examples/a.rs"], ["check --example other", "check --lib"]),
    "a library that is not there": ("", ["src/main.rs"], ["check --lib", "check -p tool-box --bin x"]),
    "features": (
        '[[bin]]\nname = "a"\npath = "x.rs"\nrequired-features = ["f"]\n[features]\nf = []',
        ["src/lib.rs"],
        ["check"],
    ),
}


@pytest.mark.parametrize("name", COMPILED)
def test_compiling(cargo_tree: Tree, name: str) -> None:
    manifest, files, commands = COMPILED[name]
    lay_out(cargo_tree, manifest, files)

    for command in commands:
        agree(cargo_tree, *command.split())


def test_a_member(cargo_tree: Tree) -> None:
    cargo_tree.write({"Cargo.toml": '[workspace]\nmembers = ["a"]\n', "a/src/lib.rs": "", "a/src/main.rs": MAIN})
    cargo_tree.write({"a/Cargo.toml": '[package]\nname = "a"\nedition = "2021"\nbuild = "make.rs"\n'})

    run, _ = agree(cargo_tree, "check")
    cargo_tree.write({"a/make.rs": MAIN, "a/Cargo.toml": '[package]\nname = "a"\nedition = "2021"\nlib.path = "src"\n'})
    agree(cargo_tree, "check", "--bin", "a")

    assert run.status == 101


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("abc", "abc", 0),
        ("ABC", "abc", 0),
        ("abcd", "abdc", 1),
        ("abc", "", 3),
        ("kitten", "sitting", 3),
        ("ab", "ba", 1),
    ],
)
def test_distance(one: str, other: str, distance: int) -> None:
    assert edit_distance(one, other) == edit_distance(other, one) == distance


def test_the_closest_name() -> None:
    assert closest_message("tets", ["other", "test"], "bin").endswith("a bin with a similar name exists: `test`")
    assert closest_message("tets", ["somewhere"], "bin") == ""
