"""The policy file: what it can say, and how it is told that it says something else."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
import tomli

from policy.decisions import Allow, Ignore
from policy.policy_file import load
from policy.settings import Settings, SettingsError, find

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "cargo-policy.schema.json").read_text())
RULES = ("undefined-registry", "plain-http-index", "path-dependency-without-version")

FULL = """\
[registries.company]
index = "sparse+https://kellnr.example.com/api/v1/crates/"

[publish]
require = true
[[publish.allow]]
packages = ["acme-*"]
registries = ["company"]

[rules]
plain-http-index = "off"

[[ignore]]
rule = "path-dependency-without-version"
path = "tools/*/Cargo.toml"
reason = "never published"
"""

GOOD = [
    "",
    FULL,
    "[publish]\nallow = []",
    "registries = {}",
    "[[publish.allow]]\npackages = []\nregistries = ['crates-io']",
    "[[ignore]]\nrule = 'plain-http-index'\npath = '**'",
]

# Each text is followed by what is said of it.
MISTAKES = r"""[publsh]
require = true
#> 1:1: unknown key `publsh`; did you mean `publish`?
x = 1
#> 1:1: unknown key `x`; possible: `ignore`, `publish`, `registries`, `rules`
[publish]
required = true
#> 2:1: unknown key `required` in `publish`; did you mean `require`?
[publish]
require = 'yes'
#> 2:11: `require` in `publish` must be true or false, not a string
[publish]
require = 1
#> 2:11: `require` in `publish` must be true or false, not an integer
publish = true
#> 1:11: `publish` must be a table, not true or false
[publish.allow]
#> 1:1: `allow` in `publish` must be an array, not a table
[publish]
allow = [1]
#> 2:10: every item of `allow` in `publish` must be a table
[[publish.allow]]
packages = ['a']
#> 1:1: `registries` in `publish.allow` is missing
[[publish.allow]]
packages = 'a'
registries = []
#> 2:12: `packages` in `publish.allow` must be an array, not a string
[[publish.allow]]
packages = ['a', 1]
registries = []
#> 2:18: every item of `packages` in `publish.allow` must be a string that is not empty
[registries]
corp = 'x'
#> 2:8: `corp` in `registries` must be a table, not a string
[registries.corp]
#> 1:1: `index` in `registries.corp` is missing or empty
[registries.corp]
index = ''
#> 2:9: `index` in `registries.corp` is missing or empty
[registries.corp]
index = 1.5
#> 2:9: `index` in `registries.corp` must be a string, not a number
[registries.corp]
index = 'x'
token = 'y'
#> 3:1: unknown key `token` in `registries.corp`; possible: `index`
[rules]
undefined-registery = 'off'
#> 2:1: unknown key `undefined-registery` in `rules`; did you mean `undefined-registry`?
[rules]
plain-http-index = 'warn'
#> 2:20: `warn` is not possible for `plain-http-index` in `rules`; did you mean `warning`?
[rules]
plain-http-index = 'no'
#> 2:20: `no` is not possible for `plain-http-index` in `rules`; possible: `advice`, `error`, `off`, `warning`
[[ignore]]
rule = 'plain-http'
path = 'x'
#> 2:8: `plain-http` is not possible for `rule` in `ignore`; did you mean `plain-http-index`?
[[ignore]]
rule = 'plain-http-index'
#> 1:1: `path` in `ignore` is missing or empty
[[ignore]]
rule = 'plain-http-index'
path = 'x'
reason = ''
#> 4:10: `reason` in `ignore` is missing or empty
[[ignore]]
rule = 'plain-http-index'
path = 'x'
why = ''
#> 4:1: unknown key `why` in `ignore`; possible: `path`, `reason`, `rule`
["\u001b[2J"]
#> 1:1: unknown key `\u{1b}[2J`; possible: `ignore`, `publish`, `registries`, `rules`
"""
BAD = re.findall(r"((?:^(?!#>).*\n)+)#> (.*)", MISTAKES, re.MULTILINE)


def loaded(tmp_path: Path, text: str) -> Settings:
    path = tmp_path / "cargo-policy.toml"
    path.write_text(text)
    return load(str(path), RULES)


def refused(tmp_path: Path, text: str) -> str:
    with pytest.raises(SettingsError) as caught:
        loaded(tmp_path, text)
    return str(caught.value)


def test_everything_that_it_can_say(tmp_path: Path) -> None:
    assert loaded(tmp_path, FULL) == Settings(
        path=str(tmp_path / "cargo-policy.toml"),
        registries={"company": "sparse+https://kellnr.example.com/api/v1/crates/"},
        require=True,
        allow=(Allow(("acme-*",), ("company",)),),
        severities={"plain-http-index": "off"},
        ignores=(Ignore("path-dependency-without-version", "tools/*/Cargo.toml", "never published"),),
    )


def test_an_empty_file_decides_nothing(tmp_path: Path) -> None:
    assert loaded(tmp_path, "")._replace(path="") == Settings()


@pytest.mark.parametrize(("text", "expected"), BAD)
def test_a_mistake_is_refused_with_its_place(tmp_path: Path, text: str, expected: str) -> None:
    assert refused(tmp_path, text) == f"{tmp_path}/cargo-policy.toml:{expected}"


def test_the_schema_is_one() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("text", GOOD)
def test_what_the_code_takes_the_schema_takes(tmp_path: Path, text: str) -> None:
    loaded(tmp_path, text)

    jsonschema.Draft7Validator(SCHEMA).validate(tomli.loads(text))


# The names of the rules are the code's alone: they are no part of the schema.
@pytest.mark.parametrize(
    "text", [text for text, message in BAD if "undefined-registery" not in text and "plain-http'" not in text]
)
def test_what_the_code_refuses_the_schema_refuses(text: str) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft7Validator(SCHEMA).validate(tomli.loads(text))


def test_a_file_that_does_not_parse_is_refused_with_its_place(tmp_path: Path) -> None:
    assert refused(tmp_path, "a = = 1").startswith(
        f"{tmp_path}/cargo-policy.toml:1:5: the policy file cannot be read: "
    )


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none\.toml: the policy file cannot be read: No such file or directory"):
        load(str(tmp_path / "none.toml"), RULES)


def test_the_nearest_file_upward_is_found(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    (tmp_path / "cargo-policy.toml").write_text("")
    assert find(str(deep)) == str(tmp_path / "cargo-policy.toml")

    (tmp_path / "a" / "cargo-policy.toml").write_text("")
    assert find(str(deep)) == str(tmp_path / "a" / "cargo-policy.toml")


def test_without_one_nothing_is_found(tmp_path: Path) -> None:
    (tmp_path / "cargo-policy.toml").mkdir()  # a folder of that name is none

    assert find(str(tmp_path)) is None
