"""Severities and exceptions, applied."""

from pathlib import Path

import pytest

from policy.cargo.place import Place
from policy.decisions import Ignore
from policy.finding import Finding
from policy.settings import Settings
from policy.suppress import suppressed

FOLDER = str(Path("/ws").absolute())


def finding(rule: str, path: str) -> Finding:
    return Finding(rule, "error", "no", Place(path))


ONE = finding("one", f"{FOLDER}/tools/a/Cargo.toml")
TWO = finding("two", f"{FOLDER}/Cargo.toml")
VARIABLE = finding("one", "CARGO_REGISTRY_DEFAULT")

SETTINGS = Settings(path=f"{FOLDER}/cargo-policy.toml")


def test_without_settings_everything_stays() -> None:
    assert suppressed([ONE, TWO], Settings()) == [ONE, TWO]


def test_a_rule_gets_another_severity() -> None:
    assert suppressed([ONE, TWO], SETTINGS._replace(severities={"one": "advice"})) == [
        ONE._replace(severity="advice"),
        TWO,
    ]


def test_a_rule_is_off() -> None:
    assert suppressed([ONE, TWO, VARIABLE], SETTINGS._replace(severities={"one": "off"})) == [TWO]


def test_a_rule_is_ignored_in_some_files() -> None:
    ignores = (Ignore("one", "tools/*/Cargo.toml", "never published"),)

    assert suppressed([ONE, TWO, VARIABLE, ONE._replace(rule="two")], SETTINGS._replace(ignores=ignores)) == [
        TWO,
        VARIABLE,
        ONE._replace(rule="two"),
    ]


@pytest.mark.parametrize(
    ("pattern", "covered"),
    [
        ("tools/a/Cargo.toml", True),
        ("tools/?/*.toml", True),
        ("**/Cargo.toml", True),
        ("**", True),
        ("tools/**/**/Cargo.toml", True),
        ("tools/**/b/Cargo.toml", False),
        ("*/Cargo.toml", False),
        ("tools", False),
        ("Tools/a/Cargo.toml", False),
        ("tools/a/Cargo.toml/**/x", False),
    ],
)
def test_how_a_pattern_matches(pattern: str, covered: bool) -> None:
    assert suppressed([ONE], SETTINGS._replace(ignores=(Ignore("one", pattern, ""),))) == ([] if covered else [ONE])


def test_a_file_outside_of_the_folder_of_the_policy_file() -> None:
    outside = finding("one", str(Path("/home/me/.cargo/config.toml").absolute()))

    assert suppressed([outside], SETTINGS._replace(ignores=(Ignore("one", "../home/**", ""),))) == []
