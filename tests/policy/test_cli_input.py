"""What the program is fed with: files that are none, that do not end, that are nested without end."""

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from policy.cli import main
from tests.policy.program import run
from tests.policy.tree import Tree

MANIFEST = """\
[package]
name = "app" # the program
version = "0.1.0"
publish = ["company"]
description = \"""several
lines\"""

[dependencies]
internal-utils = { version = "1.2", registry = "company", features = ["a", "b"] }
"quoted" = '1'
utils = { path = "utils", version = "=1.0.0" }

[target.'cfg(unix)'.dev-dependencies]
log.workspace = true

[[bin]]
name = "app"

[workspace]
members = ["crates/*"]
dependencies = { log = { version = "0.4", registry = "größe" } }

[patch.crates-io]
serde = { git = "https://git.example.com/serde", branch = "main" }
"""
CONFIG = """\
include = ["more.toml", { path = "none.toml", optional = true }]

[registries.company]
index = "sparse+https://registry.example.com/index/"
token = "s3cr3t-0f-0ur-c0mpany"

[registries]
partner = { index = "https://partner.example.com/index", credential-provider = ["a", "b"] }

[source.crates-io]
replace-with = 'mirror'

[source.mirror]
registry = "https://mirror.example.com/ä"

[registry]
default = "company"
"""
CLEAN = '[package]\nname = "app"\nversion = "0.1.0"\npublish = false\n'


def directory(path: Path) -> None:
    path.mkdir()


def fifo(path: Path) -> None:
    os.mkfifo(path)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def link_to_nothing(path: Path) -> None:
    path.symlink_to("nowhere")


def link_to_itself(path: Path) -> None:
    path.symlink_to(path.name)


def latin(path: Path) -> None:
    path.write_bytes(b'[package]\nname = "caf\xe9"\n')


def zeros(path: Path) -> None:
    path.write_bytes(bytes(1000))


NO_FILES: list[Callable[[Path], None]] = [directory, fifo, device, latin]


@pytest.mark.parametrize("make", NO_FILES)
def test_a_manifest_that_cannot_be_read(make: Callable[[Path], None], tree: Tree) -> None:
    make(tree.folder / "Cargo.toml")

    ran = run(tree, "check")

    assert ran.status == 2
    assert "error[unreadable-manifest]: cannot read `Cargo.toml`: " in ran.stdout


@pytest.mark.parametrize("make", NO_FILES)
def test_a_manifest_of_a_member_that_cannot_be_read(make: Callable[[Path], None], tree: Tree) -> None:
    tree.write({"Cargo.toml": '[workspace]\nmembers = ["a"]\n', "a/x": ""})
    make(tree.folder / "a" / "Cargo.toml")

    ran = run(tree, "check")

    assert ran.status == 2
    assert "error[unreadable-manifest]: cannot read `a/Cargo.toml`: " in ran.stdout
    assert " --> Cargo.toml:2:12\n" in ran.stdout


@pytest.mark.parametrize("make", NO_FILES)
def test_a_config_that_cannot_be_read(make: Callable[[Path], None], tree: Tree) -> None:
    tree.write({"Cargo.toml": CLEAN, ".cargo/x": ""})
    make(tree.folder / ".cargo" / "config.toml")

    ran = run(tree, "check")

    assert ran.status == 2
    assert "error[invalid-config]: failed to read configuration file `" in ran.stdout


@pytest.mark.parametrize("make", [link_to_nothing, link_to_itself])
def test_a_link_that_leads_nowhere(make: Callable[[Path], None], tree: Tree) -> None:
    make(tree.folder / "Cargo.toml")

    assert run(tree, "check").status == 2


def test_a_policy_file_that_cannot_be_read(tree: Tree) -> None:
    tree.write({"Cargo.toml": CLEAN})
    fifo(tree.folder / "policy.toml")

    ran = run(tree, "check", "--config", "policy.toml")

    assert ran.status == 2
    assert "the policy file cannot be read: it is not a regular file" in ran.stderr


@pytest.mark.parametrize("text", ["", "\n", "#", "\ufeff", "[package]\n"])
def test_almost_nothing(text: str, tree: Tree) -> None:
    tree.write({"Cargo.toml": text})

    ran = run(tree, "check")

    assert ran.status == 1
    assert "error[invalid-manifest]" in ran.stdout


def test_a_byte_order_mark(tree: Tree) -> None:
    tree.write(
        {"Cargo.toml": f"\ufeff{CLEAN}", ".cargo/config.toml": "\ufeff# nothing\n", "cargo-policy.toml": "\ufeff"}
    )

    assert run(tree, "check").status == 0


@pytest.mark.parametrize(
    "manifest",
    [
        '[workspace]\nmembers = ["a\\u0000b", "a\\u0000*", "\\u0000"]\n',
        f'{CLEAN}[dependencies]\nx = {{ path = "a\\u0000b" }}\n',
        f'{CLEAN.replace("false", "true")}readme = "a\\u0000b"\nlicense-file = "\\u0000"\n',
        f'{CLEAN}workspace = "a\\u0000b"\n',
        f'{CLEAN}[dependencies]\nx = {{ version = "1", registry = "a\\u0000b" }}\n',
    ],
)
def test_zeros_in_names(manifest: str, tree: Tree) -> None:
    tree.write({"Cargo.toml": manifest})

    assert run(tree, "check").status in (1, 2)
    assert run(tree, "predict", "--", "publish").status == 1


@pytest.mark.parametrize(
    "config",
    [
        'include = ["a\\u0000b.toml"]\n',
        'include = [{ path = "a\\u0000b.toml", optional = true }]\n',
        '[source.crates-io]\nreplace-with = "x"\n[source.x]\ndirectory = "a\\u0000b"\n',
        '[registries."a\\u0000b"]\nindex = "https://a\\u0000b/"\n[registry]\ndefault = "a\\u0000b"\n',
    ],
)
def test_zeros_in_a_config(config: str, tree: Tree) -> None:
    tree.write({"Cargo.toml": '[package]\nname = "a"\nversion = "0.1.0"\n[dependencies]\nx = "1"\n'})
    tree.write({".cargo/config.toml": config})

    run(tree, "check")
    run(tree, "predict", "--", "publish")


def test_zeros(tree: Tree) -> None:
    zeros(tree.folder / "Cargo.toml")

    assert run(tree, "check").status == 1


DEEP = {
    "arrays": "x = " + "[" * 20_000 + "]" * 20_000,
    "open arrays": "x = " + "[" * 20_000,
    "inline tables": "x = " + "{ a = " * 20_000 + "1" + " }" * 20_000,
    "dotted keys": "x" + ".a" * 20_000 + " = 1",
    "a table": "[x" + ".a" * 20_000 + "]",
    "a large integer": "x = " + "9" * 10_000,
    "a large number": "x = " + "9" * 1_000 + ".0e" + "9" * 1_000,
    "a long string": 'x = "' + "a" * 1_000_000 + '"',
    "a long line": "x = [" + "1, " * 100_000 + "]",
}


@pytest.mark.parametrize("name", DEEP)
def test_what_is_too_much_in_a_manifest(name: str, tree: Tree) -> None:
    tree.write({"Cargo.toml": f"{CLEAN}[package.metadata]\n{DEEP[name]}\n"})

    ran = run(tree, "check")

    assert len(ran.stdout + ran.stderr) < 2_000


@pytest.mark.parametrize("name", DEEP)
def test_what_is_too_much_in_a_config(name: str, tree: Tree) -> None:
    tree.write({"Cargo.toml": CLEAN, ".cargo/config.toml": f"{DEEP[name]}\n"})

    ran = run(tree, "check")

    assert len(ran.stdout + ran.stderr) < 2_000


def test_includes_without_end(tree: Tree) -> None:
    files = {f".cargo/i{n}.toml": f'include = ["i{n + 1}.toml"]\n' for n in range(3_000)}
    tree.write({"Cargo.toml": CLEAN, ".cargo/config.toml": 'include = ["i0.toml"]\n', **files})

    assert run(tree, "check").status in (1, 2)


def test_folders_that_lead_to_themselves(tree: Tree) -> None:
    tree.write({"Cargo.toml": '[workspace]\nmembers = ["**", "**/x", "a/**/b"]\n', "a/Cargo.toml": CLEAN})
    for name in ("b", "c", "d"):
        (tree.folder / name).symlink_to(".")
        (tree.folder / "a" / name).symlink_to("..")

    run(tree, "check", seconds=5)


@pytest.fixture
def _garbage() -> Iterator[None]:
    yield
    gc.enable()  # the program turns it off


def sample(tree: Tree) -> None:
    tree.write(
        {
            "Cargo.toml": MANIFEST,
            "crates/a/Cargo.toml": '[package]\nname = "a"\n',
            "utils/Cargo.toml": '[package]\nname = "utils"\nversion = "1.0.0"\n',
            ".cargo/config.toml": CONFIG,
            ".cargo/more.toml": "[net]\noffline = true\n",
        }
    )


@pytest.mark.usefixtures("_garbage")
@pytest.mark.parametrize("name", ["Cargo.toml", ".cargo/config.toml"])
def test_a_file_that_ends_anywhere(
    name: str, tree: Tree, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sample(tree)
    path = tree.folder / name
    content = path.read_bytes()
    monkeypatch.chdir(tree.folder)
    monkeypatch.setenv("CARGO_HOME", str(tree.home.path))

    for end in range(len(content)):
        path.write_bytes(content[:end])
        for arguments in (["check"], ["predict", "--", "publish"]):
            assert main(arguments) in (0, 1, 2), content[:end]
            said = capsys.readouterr()
            assert "s3cr3t" not in said.out + said.err, content[:end]


@pytest.mark.usefixtures("_garbage")
@pytest.mark.parametrize("name", ["Cargo.toml", ".cargo/config.toml"])
@pytest.mark.parametrize("put", ["", "\n", "=", "[", "]", "{", '"', "#", "\x00", "é", "1"])
def test_a_file_with_something_in_a_wrong_place(
    name: str, put: str, tree: Tree, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sample(tree)
    path = tree.folder / name
    text = path.read_text()
    monkeypatch.chdir(tree.folder)
    monkeypatch.setenv("CARGO_HOME", str(tree.home.path))

    for at in range(0, len(text), 5):
        path.write_text(text[:at] + put + text[at + 1 :])
        assert main(["check"]) in (0, 1, 2), text[:at] + put
        capsys.readouterr()


VALUES = [
    *(
        "1",
        "1.5",
        "true",
        "false",
        '""',
        '"x"',
        '"\\u0000"',
        "1979-05-27",
        "07:32:00",
        "inf",
        "[]",
        "[1]",
        '["x"]',
        "[[]]",
    ),
    *(
        "[{}]",
        "{}",
        "{ x = 1 }",
        '{ version = "1" }',
        "{ version = 1, registry = [] }",
        '{ registry = "x" }',
        "{ path = 1 }",
    ),
    *("{ workspace = true }", "{ workspace = 1 }", '{ index = "x" }', '{ replace-with = "x" }', "{ x = { x = 1 } }"),
]
IN_MANIFEST = [
    *(
        "package",
        "project",
        "workspace",
        "dependencies",
        "dev-dependencies",
        "dev_dependencies",
        "target",
        "patch",
        "lib",
    ),
    *("features", "publish", "replace", "badges", "profile"),
    *(f"package.{key}" for key in ("name", "version", "edition", "publish", "license-file", "readme", "workspace")),
    *(f"package.{key}" for key in ("license", "metadata", "metadata.publish", "build", "rust-version")),
    *(f"workspace.{key}" for key in ("members", "exclude", "default-members", "package", "dependencies", "publish")),
    *(
        "workspace.package.publish",
        "workspace.package.license",
        "workspace.dependencies.x",
        "workspace.dependencies.x.path",
    ),
    *("dependencies.x", "dependencies.x.version", "dependencies.x.registry", "dependencies.x.features"),
    *(
        "dependencies.x.registry-index",
        "dependencies.x.git",
        "target.x",
        "target.x.dependencies",
        "patch.x",
        "patch.x.y",
    ),
]
IN_CONFIG = [
    *("registries", "registries.x", "registries.x.index", "registries.x.token", "registry", "registry.default"),
    *("registry.index", "registry.token", "source", "source.x", "source.crates-io", "source.crates-io.replace-with"),
    *("source.x.registry", "source.x.directory", "source.x.git", "include", "registries.crates-io.protocol"),
]


@pytest.mark.parametrize("key", [*IN_MANIFEST, *(f"config: {key}" for key in IN_CONFIG)])
def test_a_value_of_another_type(key: str, tree: Tree) -> None:
    manifest = '[dependencies]\ny = { version = "1", registry = "x" }\n[package]\nname = "app"\nversion = "0.1.0"\n'
    in_config = key.startswith("config: ")
    for value in VALUES:
        line = f"{key.removeprefix('config: ')} = {value}\n"
        tree.write({"Cargo.toml": manifest if in_config else line, ".cargo/config.toml": line if in_config else ""})
        assert all(tree.lines()), line
        tree.write({"Cargo.toml": manifest if in_config else f"{line}{manifest}"})
        assert all(tree.lines()), line
        assert tree.predict("publish", "--registry", "x").verdict in ("pass", "fail", "unknown"), line
