"""Whom cargo asks for a token, held against real cargo with providers that write down that they were asked."""

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.cargo.config_value import COMMAND_LINE, ENVIRONMENT
from policy.cargo.place import Place
from policy.cargo.provider_chain import find_chain, find_registry
from tests.policy.cargo.provider_calls import (
    ALT,
    INDEX,
    agree_on_calls,
    cargo_calls,
    found_chain,
    log,
    put_providers,
    seen,
)
from tests.policy.cargo.provider_cases import CASES, CRATES_IO_CASES, LISTED, OUTER, OWN, PROJECT
from tests.policy.tree import Tree, empty_tree
from tests.servers.registry import running_registry


@pytest.fixture
def providers(tree: Tree, modern_cargo: None) -> Tree:
    """A tree in which real cargo finds recording providers."""
    put_providers(tree)
    return tree


@pytest.mark.parametrize("name", CASES)
def test_cargo_asks_the_same_providers(name: str, providers: Tree) -> None:
    files, environment, expected = CASES[name]
    places = {"{root}": str(providers.home.root), "{tree}": str(providers.folder)}
    write(providers, {path: filled(text, places) for path, text in files.items()})
    providers.environment |= environment
    registry = "alt"
    if name in CRATES_IO_CASES and "by its index" not in name:
        registry = "crates-io"
    elif "dash" in name:
        registry = "my-corp"

    called = agree_on_calls(providers, registry)

    assert called.commands == [filled(command, places) for command in expected]


ARGUMENTS = {
    "wins": (['registries.alt.credential-provider = "two x"'], ["two x"]),
    "an array instead of a string": (['registries.alt.credential-provider = ["two", "x y"]'], []),
    "its list comes last": (['registry.global-credential-providers = ["two"]'], ["one"]),
    "an alias": (['credential-alias.one = "three x"'], ["three x"]),
    "a path": (['registries.alt.credential-provider = "bin/two"'], ["{tree}/bin/two"]),
    "a file": (["conf/x.toml"], ["{tree}/bin/three"]),
    "a file by another spelling": (["./conf/./x.toml"], ["{tree}/bin/three"]),
    "a file of this folder": (["./x.toml"], ["{root}/bin/three"]),
}


@pytest.mark.parametrize("name", ARGUMENTS)
def test_cargo_asks_the_same_providers_after_arguments(name: str, providers: Tree) -> None:
    arguments, expected = ARGUMENTS[name]
    places = {"{tree}": str(providers.folder), "{root}": str(providers.home.root)}
    three = 'registries.alt.credential-provider = "bin/three"\n'
    providers.write({PROJECT: f'{OWN} = "one"\n', "conf/x.toml": three, "x.toml": three})

    called = agree_on_calls(providers, "alt", *arguments)

    assert called.commands == [filled(command, places) for command in expected]


def test_two_arrays_are_joined_by_chance(providers: Tree) -> None:
    own = "registries.alt.credential-provider"
    write(providers, {PROJECT: f'{OWN} = ["one", "a"]\n', "~config.toml": f'{ALT}credential-provider = ["two", "b"]\n'})

    (provider,) = found_chain(providers.config(), "alt").providers
    (rival,) = provider.value.rivals
    seen_commands = {cargo_calls(providers, "alt").commands[0] for _ in range(30)}

    assert provider.command == "one a"
    assert rival.place == Place(str(providers.home.path / "config.toml"), tuple(own.split(".")))
    assert "two b one a" in seen_commands
    assert seen_commands <= {"one a", "two b one a"}


def test_the_lists_of_files_environment_and_arguments_in_one(providers: Tree) -> None:
    write(providers, {PROJECT: f'{ALT}{LISTED} = ["one"]\n', "~config.toml": f'{LISTED} = ["one home"]\n'})
    providers.environment["CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS"] = "two"

    called = agree_on_calls(providers, "alt", 'registry.global-credential-providers = ["three"]')

    assert called.commands == ["three", "two", "one", "one home"]


WRONG = [
    f"{OWN} = []",
    f'{OWN} = ""',
    f'{OWN} = " "',
    f"{OWN} = 1",
    f"{OWN} = true",
    f"{OWN} = [1]",
    f'{OWN} = ["one", 1]',
    f"{OWN} = {{}}",
    f"{ALT}token = 1",
    f"{ALT}protocol = 1",
    f"{ALT}secret-key = []",
    f'{ALT}{LISTED} = "one"',
    f"{ALT}{LISTED} = [1]",
    f"{ALT}{LISTED} = [true]",
    f'{ALT}[registries.beta]\nindex = "{INDEX}"',
    f'{ALT}[registries.beta]\nindex = "{INDEX[:-1]}.git/"',
    f"{ALT}[registries]\nbeta = 1",
    f"{ALT}[registries.beta]\nindex = 1",
    f'{ALT}[registries.beta]\nindex = "nonsense"',
    '[registries.alt]\nindex = "nonsense"',
    '[registries.alt]\nindex = "https://a:b@alt.example.org"',
    "[registries.alt]",
    "registries = 1",
]


@pytest.mark.parametrize("text", WRONG)
def test_cargo_refuses_the_same_tables(text: str, providers: Tree) -> None:
    providers.write({PROJECT: f"{text}\n"})

    assert agree_on_calls(providers, "alt").run.status == 101


WRONG_CREDENTIALS = [
    "[registries",
    "registries = 1",
    "registries.alt = 1",
    "registries.alt.token = 1",
    'registry = "x"',
    "x = 1.5",
    "registries.alt.index = []",
]


@pytest.mark.parametrize("text", WRONG_CREDENTIALS)
def test_cargo_refuses_the_same_credentials(text: str, providers: Tree) -> None:
    write(providers, {PROJECT: f'{ALT}{LISTED} = ["one"]\n', "~credentials.toml": text})

    assert agree_on_calls(providers, "alt").run.status == 101


@pytest.mark.parametrize("text", ["[registry]\nindex = 'x'", "[registry]\ndefault = 1", "registry.token = 1"])
def test_cargo_refuses_the_same_tables_of_crates_io(text: str, providers: Tree) -> None:
    providers.write({PROJECT: f"{text}\n"})

    assert agree_on_calls(providers, "crates-io").run.status == 101


def test_an_empty_variable_is_an_empty_provider(providers: Tree) -> None:
    providers.write({PROJECT: f'{OWN} = "one"\n'})
    providers.environment["CARGO_REGISTRIES_ALT_CREDENTIAL_PROVIDER"] = ""

    assert agree_on_calls(providers, "alt").run.status == 101


@pytest.mark.parametrize("configured", ["/index/", "/index.git/"])
def test_a_url_without_a_name_is_looked_up_in_the_config(configured: str, providers: Tree, tmp_path: Path) -> None:
    with running_registry(tmp_path / "registry") as registry:
        named = registry.config("company").replace("/index/", configured)
        providers.write({PROJECT: f'{named}credential-provider = "one"\n{LISTED} = ["two"]\n'})
        log(providers).write_text("")
        run = providers.cargo("-v", "search", "--index", registry.index_url, "x")

    chain = found_chain(providers.config(), registry.index_url)
    called = seen(providers, run, f" get {registry.index_url}")
    assert called.commands[:1] == [provider.command for provider in chain.providers] == ["one"]
    assert chain.table == ("registries", "company")


def test_a_url_that_nobody_names_goes_to_the_list(providers: Tree, tmp_path: Path) -> None:
    with running_registry(tmp_path / "registry") as registry:
        providers.write({PROJECT: f'{OWN} = "one"\n{LISTED} = ["cargo:wincred", "two"]\n'})
        log(providers).write_text("")
        run = providers.cargo("-v", "search", "--index", registry.index_url, "x")

    chain = found_chain(providers.config(), registry.index_url)
    assert seen(providers, run, f" get {registry.index_url}").commands == ["two", "cargo:wincred"]
    assert [provider.command for provider in chain.providers] == ["two", "cargo:wincred"]
    assert chain.table == ()


def test_nothing_configured_is_refused_by_a_registry_that_wants_authentication(providers: Tree, tmp_path: Path) -> None:
    with running_registry(tmp_path / "registry") as registry:
        providers.write({PROJECT: registry.config("company")})
        providers.environment["CARGO_REGISTRIES_COMPANY_TOKEN"] = "x"
        refused = providers.cargo("info", "--registry", "company", "x")
        providers.environment["CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS"] = "cargo:token"
        asked = providers.cargo("info", "--registry", "company", "x")

    assert "authenticated registries require a credential-provider to be configured" in refused.stderr
    assert "authenticated registries require" not in asked.stderr
    assert not found_chain(providers.config(), "company").is_default
    del providers.environment["CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS"]
    assert found_chain(providers.config(), "company").is_default


def test_everything_has_its_place(tree: Tree) -> None:
    tree.write({PROJECT: f'{OWN} = ["al"]\n'})
    write(
        tree,
        {"~config.toml": '[credential-alias]\nal = "bin/one"\n', "~credentials.toml": "registries.alt.token = 'x'"},
    )
    config = tree.config()

    chain = find_chain(config, find_registry(config, "alt"))

    (provider,) = chain.providers
    assert provider.value.place == Place(tree.path(PROJECT), ("registries", "alt", "credential-provider"))
    assert provider.alias is not None
    assert provider.alias.place == Place(str(tree.home.path / "config.toml"), ("credential-alias", "al"))
    assert chain.token is not None
    assert chain.token.place == Place(str(tree.home.path / "credentials.toml"), ("registries", "alt", "token"))
    assert chain.warnings[0].place == chain.token.place
    assert (chain.is_own, chain.is_default, chain.table) == (True, False, ("registries", "alt"))


def test_places_in_the_environment_and_on_the_command_line(tree: Tree) -> None:
    tree.write({PROJECT: ALT})
    tree.environment["CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS"] = "one"
    config = tree.config("registry.global-credential-providers = ['two']")

    two, one = find_chain(config, find_registry(config, "alt")).providers

    assert (one.value.origin, one.value.place.path) == (ENVIRONMENT, "CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS")
    assert (two.value.origin, two.value.place.path) == (COMMAND_LINE, "")


NAMED = st.sampled_from(
    ["one", "two a", "al", "al b", "be", "cargo:token", "cargo:wincred", "bin/three", "./bin/one c", "four"]
)
TABLES: Any = st.fixed_dictionaries(
    {},
    optional={
        "registries.alt.credential-provider": NAMED,
        "registries.alt.token": st.just("x"),
        "registries.beta.credential-provider": NAMED,
        "registries.crates-io.credential-provider": NAMED,
        "registry.credential-provider": NAMED,
        "registry.token": st.just("x"),
        "registry.global-credential-providers": st.lists(NAMED, max_size=3),
        "credential-alias.al": NAMED,
        "credential-alias.be": NAMED,
        'credential-alias."cargo:token"': NAMED,
        "credential-alias.one": NAMED,
    },
)
VARIABLES: Any = st.fixed_dictionaries(
    {},
    optional={
        "CARGO_REGISTRIES_ALT_CREDENTIAL_PROVIDER": NAMED,
        "CARGO_REGISTRIES_BETA_INDEX": st.sampled_from([INDEX, f"{INDEX[:-1]}.git/", "sparse+https://b.example.org/"]),
        "CARGO_REGISTRY_CREDENTIAL_PROVIDER": NAMED,
        "CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS": NAMED,
        "CARGO_CREDENTIAL_ALIAS_AL": NAMED,
        "CARGO_REGISTRIES_ALT_TOKEN": st.just("x"),
        "CARGO_REGISTRY_TOKEN": st.just("x"),
    },
)


@settings(max_examples=60, deadline=None)
@given(
    tables=st.tuples(TABLES, TABLES, TABLES, TABLES),
    variables=VARIABLES,
    arrays=st.sampled_from([False, False, False, True]),
    registry=st.sampled_from(["alt", "crates-io"]),
)
def test_cargo_asks_the_same_providers_whatever_the_config(
    modern_cargo: None, tables: Any, variables: Any, arrays: bool, registry: str
) -> None:
    with tempfile.TemporaryDirectory() as root:
        tree = empty_tree(Path(root))
        put_providers(tree)
        texts = [as_toml(keys, arrays) for keys in tables]
        files = dict(zip([PROJECT, OUTER, "~config.toml", "~credentials.toml"], texts, strict=True))
        write(tree, {**files, PROJECT: f'registries.alt.index = "{INDEX}"\n{files[PROJECT]}'})
        tree.environment |= variables

        agree_on_calls(tree, registry)


def as_toml(keys: dict[str, Any], arrays: bool) -> str:
    """Return lines of a config file. arrays: whether a provider is written as an array instead of a string."""
    values = {
        key: value.split() if arrays and isinstance(value, str) and not key.endswith("token") else value
        for key, value in keys.items()
    }
    return "".join(f"{key} = {json.dumps(value)}\n" for key, value in values.items())


def write(tree: Tree, files: dict[str, str]) -> None:
    """Write files by their paths; those that begin with `~` into CARGO_HOME."""
    tree.write({path: text for path, text in files.items() if not path.startswith("~")})
    tree.write_home({path[1:]: text for path, text in files.items() if path.startswith("~")})


def filled(text: str, places: dict[str, str]) -> str:
    for mark, path in places.items():
        text = text.replace(mark, path)
    return text
