"""Which config files count, and what they come to together."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from policy.cargo.config_value import Value
from tests.policy.agreement import METADATA, agree
from tests.policy.tree import Tree


def plain(value: Value | None) -> object:
    """Return a value without its places."""
    if value is None:
        return None
    if isinstance(value.data, dict):
        return {key: plain(item) for key, item in value.data.items()}
    if isinstance(value.data, list):
        return [plain(item) for item in value.data]
    return value.data


def errors(tree: Tree) -> list[str]:
    return [error.chain[-1] for error in tree.config().files.errors]


def test_the_nearest_file_wins_and_tables_are_merged_by_key(tree: Tree) -> None:
    tree.write({"../.cargo/config.toml": 'a.x = "far"\na.y = "far"\n', ".cargo/config.toml": 'a.x = "near"\n'})
    tree.write_home({"config.toml": 'a.x = "home"\na.z = "home"\n'})

    config = tree.config()

    assert plain(config.value("a")) == {"x": "near", "y": "far", "z": "home"}
    near = config.value("a", "x")
    assert near is not None
    assert near.place.path == tree.path(".cargo/config.toml")
    assert near.place.key == ("a", "x")


def test_lists_are_joined_and_the_nearest_comes_last(tree: Tree) -> None:
    tree.write({"../.cargo/config.toml": 'a = ["far"]\n', ".cargo/config.toml": 'a = ["near"]\n'})
    tree.write_home({"config.toml": 'a = ["home"]\n'})

    assert plain(tree.config().value("a")) == ["home", "far", "near"]
    assert plain(tree.config("a = ['argument']").value("a")) == ["home", "far", "near", "argument"]


@pytest.mark.parametrize(
    "key",
    [
        "registry.credential-provider",
        "registries.company.credential-provider",
        "credential-alias.vault",
        "target.x.runner",
        "doc.browser",
    ],
)
def test_programs_are_not_joined(key: str, tree: Tree) -> None:
    tree.write({"../.cargo/config.toml": f'{key} = ["far"]\n', ".cargo/config.toml": f'{key} = ["near", "b"]\n'})

    assert plain(tree.config().value(*key.split("."))) == ["near", "b"]
    assert plain(tree.config(f"{key} = ['argument']").value(*key.split("."))) == ["argument"]


def test_arguments_win_over_files_and_later_ones_over_earlier(tree: Tree) -> None:
    tree.write({".cargo/config.toml": 'a = "file"\nb = "file"\nc = "file"\n', "more.toml": 'b = "more"\nc = "more"\n'})

    config = tree.config("c = 'first'", "more.toml", "a = 'last'")

    assert [plain(config.value(key)) for key in "abc"] == ["last", "more", "more"]


def test_an_includer_wins_over_what_it_includes_and_a_later_include_over_an_earlier(tree: Tree) -> None:
    tree.write(
        {
            ".cargo/config.toml": 'include = ["one.toml", { path = "sub/two.toml" }]\na = "includer"\n',
            ".cargo/one.toml": 'a = "one"\nb = "one"\nc = "one"\n',
            ".cargo/sub/two.toml": 'include = ["../three.toml"]\nb = "two"\n',
            ".cargo/three.toml": 'b = "three"\nd = "three"\n',
        }
    )

    config = tree.config()

    assert [plain(config.value(key)) for key in "abcd"] == ["includer", "two", "one", "three"]
    assert [os.path.basename(path) for path in config.files.files] == [
        "config.toml",
        "one.toml",
        "two.toml",
        "three.toml",
    ]
    assert config.value("include") is None


def test_an_optional_include_may_be_missing(tree: Tree) -> None:
    tree.write({".cargo/config.toml": 'include = [{ path = "none.toml", optional = true }]\na = 1\n'})

    assert plain(tree.config().value("a")) == 1
    assert errors(tree) == []


@pytest.mark.parametrize(
    "include",
    [
        '"a.toml"',
        "1",
        "{}",
        "[1]",
        "[{}]",
        "[{ path = 1 }]",
        '[{ path = "a.toml", optional = "yes" }]',
        '["a.conf"]',
        '["*.toml"]',
        '["{a}.toml"]',
        '[".toml"]',
        '["none.toml"]',
        '["config.toml"]',
        '["a.toml", "a.toml"]',
        '["broken.toml"]',
        '["clash.toml"]',
    ],
)
def test_cargo_refuses_the_same_includes(include: str, cargo_tree: Tree) -> None:
    cargo_tree.write(
        {
            "Cargo.toml": '[package]\nname = "app"\n',
            ".cargo/config.toml": f"include = {include}\n[t]\nx = 1\n",
            ".cargo/a.toml": "",
            ".cargo/a.conf": "",
            ".cargo/broken.toml": "a =\n",
            ".cargo/clash.toml": "t = 1\n",
        }
    )
    cargo_tree.for_cargo()

    agree(cargo_tree, *METADATA)


def test_the_legacy_file_counts_alone_and_wins_over_the_other(tree: Tree) -> None:
    tree.write({"../.cargo/config": 'a = "legacy"\n', ".cargo/config": 'b = "legacy"\n'})
    tree.write({".cargo/config.toml": 'b = "other"\nc = 1\n'})

    config = tree.config()

    assert plain(config.root) == {"a": "legacy", "b": "legacy"}
    assert config.files.legacy == [tree.path("../.cargo/config")]
    assert config.files.shadowed == [(tree.path(".cargo/config"), tree.path(".cargo/config.toml"))]


def test_a_link_from_the_legacy_name_shadows_nothing(tree: Tree) -> None:
    tree.write({".cargo/config.toml": "a = 1\n"})
    (tree.folder / ".cargo" / "config").symlink_to("config.toml")

    assert tree.config().files.shadowed == []


def test_cargo_home_inside_the_tree_is_read_once(tree: Tree) -> None:
    tree.write({".cargo/config.toml": 'a = ["x"]\n'})
    tree.home = type(tree.home)(tree.home.root)
    (tree.home.path).rmdir()
    tree.home.path.symlink_to(tree.folder / ".cargo")

    assert plain(tree.config().value("a")) == ["x"]


def test_config_hangs_on_the_current_folder(tree: Tree) -> None:
    tree.write({"a/.cargo/config.toml": "a = 1\n", "b/x": ""})

    assert plain(tree.config().root) == {}
    tree.folder /= "a"
    assert plain(tree.config().root) == {"a": 1}


def test_a_byte_order_mark_is_no_mistake(cargo_tree: Tree) -> None:
    cargo_tree.write({"Cargo.toml": '\ufeff[package]\nname = "app"\n', ".cargo/config.toml": "\ufeffa = 1\n"})
    cargo_tree.for_cargo()

    agree(cargo_tree, *METADATA)

    assert plain(cargo_tree.config().value("a")) == 1


def make_directory(path: Path) -> None:
    path.mkdir()


def make_latin(path: Path) -> None:
    path.write_bytes(b'a = "\xe9"\n')


@pytest.mark.parametrize("make", [make_directory, make_latin])
def test_cargo_refuses_the_same_files(make: Callable[[Path], None], cargo_tree: Tree) -> None:
    cargo_tree.write({"Cargo.toml": '[package]\nname = "app"\n', ".cargo/x": ""})
    cargo_tree.for_cargo()
    make(cargo_tree.folder / ".cargo" / "config.toml")

    agree(cargo_tree, *METADATA)


def test_a_broken_file_does_not_hide_the_others(tree: Tree) -> None:
    tree.write({"../.cargo/config.toml": "a = 1\n", ".cargo/config.toml": "a = [\n"})

    assert plain(tree.config().value("a")) == 1
    assert len(errors(tree)) == 1


ARGUMENTS = [
    "a.b = 1",
    "registries.company.index = 'https://a/b'",
    "a",
    "a =",
    "a = 1.5",
    "",
    "#",
    "[a]\nb = 1",
    "a = 1\nb = 2",
    "a = { b = 1 }",
    "registry.token = 'x'",
    "registries.company.token = 'x'",
    "registries.company.secret-key = 'x'",
    "include = ['none.toml']",
    "registries = 'x'",
    "more.toml",
    "none.toml",
    ".cargo",
]


@pytest.mark.parametrize("argument", ARGUMENTS)
def test_cargo_refuses_the_same_arguments(argument: str, cargo_tree: Tree) -> None:
    cargo_tree.write({"Cargo.toml": '[package]\nname = "app"\n', "more.toml": "a = 1\n"})
    cargo_tree.write({".cargo/config.toml": "[registries.company]\nindex = 'https://a/b'\n"})
    cargo_tree.for_cargo()

    agree(cargo_tree, *METADATA, "--config", argument)
