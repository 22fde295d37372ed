"""Names as crates.io takes them: the examples of `crates_io_validation`'s own tests, and its limits."""

import pytest

from policy.crates_io.crate_name import crate_name_error, dependency_key_error

FIRST = "the first character must be an ASCII character, or `_`"
REST = "characters must be an ASCII alphanumeric characters, `-`, or `_`"


@pytest.mark.parametrize("name", ["foo", "foo_underscore", "foo-dash", "a", "A1", "a" * 64, "a--", "a__"])
def test_good_names(name: str) -> None:
    assert crate_name_error(name) is None
    assert crate_name_error(name, "dependency") is None
    assert dependency_key_error(name) is None


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("京", "invalid character `京` in crate name: `京`, the first character must be an ASCII character"),
        ("", "crate name cannot be empty"),
        ("💝", "invalid character `💝` in crate name: `💝`, the first character must be an ASCII character"),
        ("foo+plus", f"invalid character `+` in crate name: `foo+plus`, {REST}"),
        ("foo bar", f"invalid character ` ` in crate name: `foo bar`, {REST}"),
        ("foö", f"invalid character `ö` in crate name: `foö`, {REST}"),
        ("_foo", "invalid character `_` in crate name: `_foo`, the first character must be an ASCII character"),
        ("-foo", "invalid character `-` in crate name: `-foo`, the first character must be an ASCII character"),
        ("123", "the name `123` cannot be used as a crate name, the name cannot start with a digit"),
        ("o" * 65, f"the crate name `{'o' * 65}` is too long (max 64 characters)"),
        ("1" * 65, f"the crate name `{'1' * 65}` is too long (max 64 characters)"),
    ],
)
def test_names_that_no_crate_has(name: str, said: str) -> None:
    assert crate_name_error(name) == said
    assert crate_name_error(name, "dependency") == said.replace("crate name", "dependency name")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("_foo", None),
        ("_", None),
        ("", "dependency name cannot be empty"),
        (
            "-foo",
            f"invalid character `-` in dependency name: `-foo`, {FIRST}",
        ),
        (
            "京",
            f"invalid character `京` in dependency name: `京`, {FIRST}",
        ),
        ("1a", "the name `1a` cannot be used as a dependency name, the name cannot start with a digit"),
        ("o" * 65, f"the dependency name `{'o' * 65}` is too long (max 64 characters)"),
    ],
)
def test_keys_of_renamed_dependencies(name: str, said: str | None) -> None:
    assert dependency_key_error(name) == said
