"""Taking a command line apart."""

import pytest

from policy.cargo.invocation import Invocation, parse_invocation


def parse(line: str) -> Invocation:
    return parse_invocation(line.split())


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("publish", "publish"),
        ("b", "build"),
        ("rm serde", "remove"),
        ("+nightly check", "check"),
        ("--offline --color never check", "check"),
        ("--config a=1 check", "check"),
        ("-Z unstable-options check", "check"),
        ("-v check", "check"),
        ("", ""),
    ],
)
def test_command(line: str, command: str) -> None:
    assert parse(line).command == command


@pytest.mark.parametrize(
    "line", ["publish --registry company", "publish --registry=company", "--registry company publish"]
)
def test_an_option_with_its_value(line: str) -> None:
    assert parse(line).value("--registry") == "company"


@pytest.mark.parametrize(
    ("line", "names"), [("-p a", ["a"]), ("-pa -p=b", ["a", "b"]), ("--package a -p b", ["b", "a"])]
)
def test_packages(line: str, names: list[str]) -> None:
    assert list(parse(f"publish {line}").all("-p", "--package")) == names


def test_flags_names_and_what_comes_after_two_dashes() -> None:
    invocation = parse("run --release -v name -- --registry company")

    assert invocation.has("--release")
    assert invocation.has("-v")
    assert invocation.names == ("name",)
    assert invocation.value("--registry") is None


def test_r_is_a_flag_of_some_commands_and_an_option_of_others() -> None:
    assert parse("build -r name").has("-r")
    assert parse("owner -r someone name").value("-r", "--remove") == "someone"


def test_an_option_without_its_value() -> None:
    assert parse("publish --registry --dry-run").value("--registry") == ""
    assert parse("publish --registry --dry-run").has("--dry-run")
    assert parse("publish --registry").value("--registry") == ""


def test_redirections_are_the_shells() -> None:
    assert parse("login --registry company < /dev/null").names == ()


@pytest.mark.parametrize(
    ("line", "says_something"),
    [
        ("--version", True),
        ("-V", True),
        ("--list", True),
        ("--help", True),
        ("help", True),
        ("version", True),
        ("check --help", True),
        ("publish -h", True),
        ("", False),
        ("check", False),
        ("install x --version 1.0.0", False),
        ("yank x --version 1.0.0", False),
    ],
)
def test_what_cargo_says_of_itself(line: str, says_something: bool) -> None:
    assert parse(line).asks_for_words is says_something


@pytest.mark.parametrize(
    ("line", "folder"),
    [
        ("check", "/ws"),
        ("check --manifest-path a/Cargo.toml", "/ws/a"),
        ("check --manifest-path=../b/Cargo.toml", "/b"),
        ("check --manifest-path /c/Cargo.toml", "/c"),
    ],
)
def test_where_the_manifest_is_looked_for(line: str, folder: str) -> None:
    assert parse(line).manifest_folder("/ws") == folder
