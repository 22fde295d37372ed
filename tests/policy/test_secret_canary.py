"""A secret in any place of a config, right or broken, is in no output."""

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policy.command_line import run
from tests.canary import CANARY
from tests.policy.tree import Tree, empty_tree

PACKAGE = '[package]\nname = "a"\nversion = "0.1.0"\nedition = "2024"\n'
COMMANDS = (
    ("check",),
    ("check", "--isolated"),
    ("check", "--format", "json"),
    ("predict", "--", "publish"),
    ("predict", "--format", "json", "--", "publish", "--registry", "corp"),
    ("predict", "--", "login", "--registry", "corp"),
)
FILES = (".cargo/config.toml", "../cargo-home/config.toml", "../cargo-home/credentials.toml", "cargo-policy.toml")

HEADERS = (
    *("[registry]\n", "[registries.corp]\n", "registries.corp.", "", "[registries.corp.token]\n"),
    *("[[registry.token]]\n", "[env]\nCARGO_REGISTRIES_CORP_", "registries = { corp = { ", "registry . "),
)
BEFORE = ("", "# a comment\n", 'index = "https://x.example.com/"\n', "x = [1,\n", 'x = "', "x = {", "[x\n", '"""\n')
KEYS = (
    *("token", "token", '"token"', "'token'", "secret-key", "token.x", "token . x", "tokn", "Token", "tokens"),
    *("secret_key", "api-token", "password"),
)
BETWEEN = (" = ", "=", ": ", " ", " == ", " =\n", "\t=\t", " := ")
VALUES = (
    *('"?"', "'?'", '"""\n?\n"""', "'''?'''", "?", '["?"]', '[\n  "?",\n]', '{ x = "?" }', '{ x = { y = "?" } }'),
    *('"x" "?"', '"x?', "'?", '"""\n?', '["x", "?"', '{ x = "?"', '"\\q?"', '"""a\n\\q ?\n"""', '"x" # ?'),
    *('"a" + "?"', "2024-01-01 ?", '[["?"]\n]', "1?", "(?)", "`?`", '"x"?"y"', '"a", "?"', "[\n?\n]", '"a" ; ?'),
)
AFTER = ("\n", " junk\n", "\n[x]\ny = ]\n", "\nindex = 5\n", "\n= 1\n", "]\n", '}"\n', "\x00\n", "")
MARKS = "\"'[]{}=,.#\n \\:"


@st.composite
def configs(draw: st.DrawFn) -> str:
    """Return a config with the canary behind the name of a secret, with a mark too many or too few around that name."""
    parts = [draw(st.sampled_from(of)) for of in (HEADERS, BEFORE, KEYS, BETWEEN, VALUES, AFTER)]
    changed = draw(st.sampled_from((0, 1, 4, 5)))
    part = parts[changed]
    at = draw(st.integers(0, len(part)))
    change = draw(st.sampled_from(("none", "more", "less")))
    if change == "more":
        parts[changed] = part[:at] + draw(st.sampled_from(MARKS)) + part[at:]
    elif change == "less" and part[at : at + 1] in tuple(MARKS):
        parts[changed] = part[:at] + part[at + 1 :]
    return "".join(parts).replace("?", CANARY)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(configs(), st.sampled_from(FILES))
def test_a_secret_in_a_config_is_in_no_output(tmp_path_factory: pytest.TempPathFactory, text: str, name: str) -> None:
    tree = empty_tree(tmp_path_factory.mktemp("canary"))
    tree.write({"Cargo.toml": PACKAGE, "src/lib.rs": "", name: text})

    assert_hidden(tree)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(configs())
def test_nor_one_that_has_come_into_a_manifest(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    tree = empty_tree(tmp_path_factory.mktemp("canary"))
    tree.write({"Cargo.toml": f"{PACKAGE}[registries.x]\n{text}", "src/lib.rs": ""})

    assert_hidden(tree)


PROVIDERS = (
    '"p --token ?"',
    '["p", "--token", "?"]',
    '["p", "--password=?"]',
    '["cargo:token-from-stdout", "echo", "?"]',
    '"cargo:token-from-stdout printf ?"',
    '["p", "https://u:?@x.example.com/"]',
    '["p", "--token", "?"',
)


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("name", FILES)
def test_an_argument_of_a_provider(name: str, provider: str, tree: Tree) -> None:
    text = f'[registries.corp]\nindex = "https://x.example.com/"\ncredential-provider = {provider}\n'
    aliases = f"[credential-alias]\np = {provider}\n"
    tree.write({"Cargo.toml": PACKAGE, "src/lib.rs": "", name: (text + aliases).replace("?", CANARY)})

    assert_hidden(tree)


ARGUMENTS = (
    ("--config", 'registries.corp.token="?"', "publish"),
    ("--config", "registries.corp.token=?", "publish"),
    ("--config", 'registries.corp.token="x" "?"', "publish"),
    ("--config", 'registry.token="""\n\\q?\n"""', "publish"),
    ("--config=registry.token = ?", "publish"),
    ("--config", 'registry.token={x="?"}', "publish"),
    ("--config", "https://u:?@x.example.com/", "publish"),
    ("publish", "--token", "?", "--registry", "corp"),
    ("publish", "--token=?", "--token=?"),
    ("publish", "--index", "https://u:?@x.example.com/"),
    ("publish", "--registry", "https://u:?@x.example.com/"),
    ("login", "?", "?"),
    ("login", "--registry", "corp", "--", "?"),
    ("owner", "--token", "?", "--add", "me"),
    ("yank", "--token", "?"),
)


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("arguments", ARGUMENTS, ids=str)
def test_a_secret_on_the_command_line_that_is_foreseen(arguments: tuple[str, ...], form: str, tree: Tree) -> None:
    tree.write({"Cargo.toml": PACKAGE, "src/lib.rs": ""})
    given = [argument.replace("?", CANARY) for argument in arguments]

    assert CANARY not in said(tree, "predict", "--format", form, "--", *given)


VARIABLES = {
    "CARGO_REGISTRIES_CORP_TOKEN": "? \x7f",
    "CARGO_REGISTRY_TOKEN": "Bearer ?",
    "CARGO_REGISTRIES_CORP_SECRET_KEY": "?",
    "CARGO_REGISTRIES_CORP_INDEX": "https://u:?@x.example.com/",
    "CARGO_REGISTRIES_CORP-X_TOKEN": "?",
    "CARGO_REGISTRIES_corp_TOKEN": "?",
    "CARGO_REGISTRIES_CORP_CREDENTIAL_PROVIDER": "p --token ?",
    "CARGO_HTTP_PROXY": "http://u:?@proxy.example.com:1",
}


@pytest.mark.parametrize("name", VARIABLES)
def test_a_secret_in_the_environment(name: str, tree: Tree) -> None:
    tree.write({"Cargo.toml": f"{PACKAGE}publish = ['corp']\n", "src/lib.rs": ""})
    tree.environment = {name: VARIABLES[name].replace("?", CANARY)}

    assert_hidden(tree)


POLICIES = (
    '[registries.corp]\nindex = 1\ntoken = "?"\n',
    '[[ignore]]\nrule = "https://u:?@x.example.com/"\n',
    'token = "?\n',
)


@pytest.mark.parametrize("text", POLICIES)
def test_a_secret_in_a_wrong_policy_file(text: str, tree: Tree) -> None:
    tree.write({"Cargo.toml": PACKAGE, "src/lib.rs": "", "cargo-policy.toml": text.replace("?", CANARY)})

    assert_hidden(tree)


def assert_hidden(tree: Tree) -> None:
    for arguments in COMMANDS:
        output = said(tree, *arguments)
        assert CANARY not in output, output
        assert "Traceback" not in output


def said(tree: Tree, *arguments: str) -> str:
    """Return what the linter prints in the tree's folder."""
    with pytest.MonkeyPatch.context() as patch, _captured() as written:
        patch.chdir(tree.folder)
        for name, value in {"CARGO_HOME": str(tree.home.path), **tree.environment}.items():
            patch.setenv(name, value)
        run(list(arguments))
        sys.stdout.flush()
        sys.stderr.flush()
    return written.getvalue().decode()


@contextmanager
def _captured() -> Iterator[io.BytesIO]:
    before, written = (sys.stdout, sys.stderr), io.BytesIO()
    sys.stdout, sys.stderr = io.TextIOWrapper(written), io.TextIOWrapper(written)
    try:
        yield written
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.detach()
        sys.stdout, sys.stderr = before
