"""Every file that the linter reads, broken in every way: findings or a sentence and exit 2, never a traceback, within
bounds of time and memory.

One process of a small loop goes through many of them: `broken/loop.py` is what it does.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.policy.broken.files import FILES, MANIFEST, lay_out
from tests.policy.broken.loop import Outcome, many, once
from tests.policy.broken.values import wrong_values
from tests.policy.tree import Tree

FINE = (0, 1, 2)


def fifo(path: Path) -> None:
    os.mkfifo(path)


def folder(path: Path) -> None:
    path.mkdir()


def link_to_itself(path: Path) -> None:
    path.symlink_to(path.name)


def link_in_a_circle(path: Path) -> None:
    other = path.with_name("other")
    path.symlink_to(other.name)
    other.symlink_to(path.name)


def without_end(path: Path) -> None:
    path.symlink_to("/dev/zero")


def unreadable(path: Path) -> None:
    path.write_text("[package]\n")
    path.chmod(0)


def not_utf8(path: Path) -> None:
    path.write_bytes(b'name = "caf\xe9"\n[package]\n')


def utf16(path: Path) -> None:
    path.write_bytes("[package]\n".encode("utf-16"))


def zeros(path: Path) -> None:
    path.write_bytes(bytes(5000))


def large(path: Path) -> None:
    path.write_text("# a comment\n" * 2_000_000)


def many_keys(path: Path) -> None:
    path.write_text("".join(f'key-{n} = "{n}"\n' for n in range(30_000)))


def many_tables(path: Path) -> None:
    path.write_text("".join(f"[a.t{n}]\nx = {{ version = 1 }}\n" for n in range(10_000)))


def deep_arrays(path: Path) -> None:
    path.write_text("x = " + "[" * 10_000 + "]" * 10_000 + "\n")


def deep_tables(path: Path) -> None:
    path.write_text("x = " + "{ a = " * 10_000 + "1" + " }" * 10_000 + "\n")


def deep_keys(path: Path) -> None:
    path.write_text("[a" + ".a" * 10_000 + "]\nx = 1\n")


def a_key_of_a_megabyte(path: Path) -> None:
    path.write_text(f"{'k' * 1_000_000} = 1\n")


def a_line_of_brackets(path: Path) -> None:
    path.write_text("[" * 1_000_000)


def a_line_of_quotes(path: Path) -> None:
    path.write_text('x = "' + '\\"' * 500_000)


MAKERS: list[Callable[[Path], None]] = [
    *(fifo, folder, link_to_itself, link_in_a_circle, without_end, unreadable, not_utf8, utf16, zeros, large),
    *(many_keys, many_tables, deep_arrays, deep_tables, deep_keys, a_key_of_a_megabyte),
    *(a_line_of_brackets, a_line_of_quotes),
]


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_none(name: str, make: Callable[[Path], None], tree: Tree) -> None:
    path = lay_out(tree) / name
    path.unlink(missing_ok=True)
    path.parent.mkdir(exist_ok=True)
    make(path)

    for outcome in (once(tree, "check"), once(tree, "predict", "--", "publish")):
        assert_survived(outcome)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_ends_anywhere(name: str, tree: Tree) -> None:
    path = lay_out(tree) / name
    content = path.read_bytes()
    ends = [content[:end] for end in range(0, len(content), 7)]

    assert_survived(many(tree, path, ends))


@pytest.mark.parametrize("name", FILES)
def test_a_file_in_which_something_stands_twice(name: str, tree: Tree) -> None:
    path = lay_out(tree) / name
    lines = path.read_text().splitlines(keepends=True)
    twice = ["".join([*lines[: n + 1], lines[n], *lines[n + 1 :]]).encode() for n in range(len(lines))]

    assert_survived(many(tree, path, twice))


@pytest.mark.parametrize("name", FILES)
def test_values_of_every_type_at_every_key(name: str, tree: Tree) -> None:
    path = lay_out(tree) / name

    assert_survived(many(tree, path, wrong_values(path.read_text())))


@pytest.mark.parametrize("put", [b"\x00", b"\xff", b"\r", b"\x1b[31m", b'"""', b"={"])
@pytest.mark.parametrize("name", FILES)
def test_a_file_with_something_between(name: str, put: bytes, tree: Tree) -> None:
    path = lay_out(tree) / name
    content = path.read_bytes()
    broken = [content[:at] + put + content[at:] for at in range(0, len(content), 61)]

    assert_survived(many(tree, path, broken))


CIRCLES = {
    "include of itself": {".cargo/config.toml": 'include = ["config.toml"]\n'},
    "includes of each other": {
        ".cargo/config.toml": 'include = ["a.toml"]\n',
        ".cargo/a.toml": 'include = ["b.toml"]\n',
        ".cargo/b.toml": 'include = ["a.toml"]\n',
    },
    "a source that replaces itself": {".cargo/config.toml": '[source.crates-io]\nreplace-with = "crates-io"\n'},
    "sources that replace each other, on which cargo hangs": {
        ".cargo/config.toml": '[source]\ncrates-io.replace-with = "a"\n'
        'a = { registry = "https://a.example.com", replace-with = "b" }\n'
        'b = { registry = "https://b.example.com", replace-with = "a" }\n'
    },
    "packages that depend on each other": {
        "Cargo.toml": f'{MANIFEST}[dependencies]\nb = {{ path = "b" }}\n',
        "b/Cargo.toml": '[package]\nname = "b"\n[dependencies]\nroot = { path = ".." }\n',
    },
    "roots that point to each other": {
        "Cargo.toml": '[package]\nname = "a"\nworkspace = "b"\n',
        "b/Cargo.toml": '[package]\nname = "b"\nworkspace = ".."\n',
    },
    "features that turn on each other": {"Cargo.toml": f'{MANIFEST}[features]\na = ["b"]\nb = ["a"]\n'},
    "profiles that inherit from each other": {
        "Cargo.toml": f'{MANIFEST}[profile]\na.inherits = "b"\nb.inherits = "a"\n'
    },
}


@pytest.mark.parametrize("name", CIRCLES)
def test_circles(name: str, tree: Tree) -> None:
    tree.write({"Cargo.toml": f'{MANIFEST}[dependencies]\nlog = "0.4"\n', **CIRCLES[name]})

    for command in ("check", "build", "publish", "metadata", "package", "login"):
        assert_survived(once(tree, "predict", "--", command))
    assert_survived(once(tree, "check"))


def assert_survived(outcome: Outcome) -> None:
    assert "Traceback" not in outcome.stderr, outcome.stderr
    assert outcome.status in FINE, outcome
    assert outcome.stdout or outcome.stderr
