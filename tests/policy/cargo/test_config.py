"""Single values: the environment, wrong types, registries."""

import pytest

from policy.cargo.config_value import ENVIRONMENT, FILE
from policy.cargo.place import Place
from policy.cargo.refusal import CargoError
from tests.policy.agreement import METADATA, agree
from tests.policy.tree import Tree

ASKED = Place("asked")
URL = "https://git.example.org/index"


def test_the_environment_wins_over_files_and_arguments_over_the_environment(tree: Tree) -> None:
    tree.write({".cargo/config.toml": 'registry.default = "file"\n'})
    tree.environment["CARGO_REGISTRY_DEFAULT"] = "variable"

    from_variable = tree.config().default_registry()
    from_argument = tree.config("registry.default = 'argument'").default_registry()

    assert from_variable is not None
    assert (from_variable.data, from_variable.origin) == ("variable", ENVIRONMENT)
    assert from_variable.place == Place("CARGO_REGISTRY_DEFAULT")
    assert from_variable.definition == "environment variable `CARGO_REGISTRY_DEFAULT`"
    assert from_argument is not None
    assert from_argument.data == "argument"
    assert from_argument.definition == "--config cli option"


def test_a_value_knows_where_it_stands(tree: Tree) -> None:
    tree.write({".cargo/config.toml": 'registry.default = "file"\n'})

    default = tree.config().default_registry()

    assert default is not None
    assert (default.origin, default.definition) == (FILE, tree.path(".cargo/config.toml"))


@pytest.mark.parametrize("name", ["my-corp", "my_corp", "MY-CORP"])
def test_one_variable_serves_all_spellings(name: str, tree: Tree) -> None:
    tree.environment["CARGO_REGISTRIES_MY_CORP_INDEX"] = URL

    assert str(tree.config().registry_index(name, ASKED)) == URL


@pytest.mark.parametrize("variable", ["cargo_registries_company_index", "CARGO_REGISTRIES_company_INDEX"])
def test_cargo_ignores_variables_in_lower_case(variable: str, cargo_tree: Tree) -> None:
    manifest = '[package]\nname = "app"\n[dependencies]\nx = { version = "1", registry = "company" }\n'
    cargo_tree.write({"Cargo.toml": manifest})
    cargo_tree.for_cargo()
    cargo_tree.environment[variable] = URL

    agree(cargo_tree, *METADATA)

    assert not cargo_tree.config().defines("company")


def test_names_of_registries(tree: Tree) -> None:
    tree.write({".cargo/config.toml": '[registries]\na-b = { index = "https://a/b" }\nc = { token = "x" }\n'})
    tree.environment["CARGO_REGISTRIES_A_B_INDEX"] = URL
    tree.environment["CARGO_REGISTRIES_D_INDEX"] = URL
    tree.environment["CARGO_REGISTRIES_E_TOKEN"] = "x"

    assert tree.config().registry_names() == ["a-b", "c", "d"]


def test_an_undefined_registry_is_shown_where_it_is_asked_for(tree: Tree) -> None:
    with pytest.raises(CargoError) as raised:
        tree.config().registry_index("company", ASKED)

    assert raised.value.chain == ("registry index was not found in any configuration: `company`",)
    assert raised.value.place == ASKED


def test_a_wrong_index_is_shown_where_it_stands(tree: Tree) -> None:
    tree.write({".cargo/config.toml": '[registries.company]\nindex = "../index"\n'})

    with pytest.raises(CargoError) as raised:
        tree.config().registry_index("company", ASKED)

    assert raised.value.place == Place(tree.path(".cargo/config.toml"), ("registries", "company", "index"))


def test_a_relative_file_url_counts_from_the_parent_of_the_config_folder(tree: Tree) -> None:
    tree.write({".cargo/config.toml": '[registries.company]\nindex = "file:index"\n', "sub/x": ""})
    expected = f"file://{tree.path('index')}"
    tree.folder /= "sub"

    assert str(tree.config().registry_index("company", ASKED)) == expected


WRONG = [
    "registries = 1",
    'registries = ["x"]',
    '[registries]\ncompany = "https://a/b"',
    "[registries.company]\nindex = 1",
    '[registries.company]\nindex = ["x"]',
    '[registries.company]\nurl = "https://a/b"',
    '[registry.company]\nindex = "https://a/b"',
]


@pytest.mark.parametrize("text", WRONG)
def test_cargo_refuses_the_same_registries(text: str, cargo_tree: Tree) -> None:
    manifest = '[package]\nname = "app"\n[dependencies]\nx = { version = "1", registry = "company" }\n'
    cargo_tree.write({"Cargo.toml": manifest, ".cargo/config.toml": f"{text}\n"})
    cargo_tree.for_cargo()

    run, _ = agree(cargo_tree, *METADATA)

    assert run.status == 101


@pytest.mark.parametrize(
    "text", ["registry = 1", "registry.default = 1", 'registry.default = ""', "registry.index = 1"]
)
def test_cargo_refuses_the_same_defaults(text: str, cargo_tree: Tree) -> None:
    cargo_tree.write({"Cargo.toml": '[package]\nname = "app"\nversion = "0.1.0"\n', ".cargo/config.toml": f"{text}\n"})
    cargo_tree.for_cargo()

    run, _ = agree(cargo_tree, "publish", "--dry-run", "--no-verify", "--offline")

    assert run.status == 101
