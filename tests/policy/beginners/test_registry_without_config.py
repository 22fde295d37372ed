"""The second mistake: naming a registry in a dependency without any config that defines it."""

from tests.policy.agreement import METADATA, agree
from tests.policy.beginners.company import COMPANY, CONFIG, package
from tests.policy.tree import Tree

MANIFEST = package(
    "app",
    "publish = false",
    "[dependencies]",
    'internal-utils = { version = "1.2", registry = "company" }',
    "[target.'cfg(unix)'.build-dependencies]",
    'shared = { version = "1.2", registry = "partner" }',
)


def test_each_name_is_found_with_its_line(tree: Tree) -> None:
    """cargo names the first one, without a line."""
    tree.write({"Cargo.toml": MANIFEST})

    assert tree.lines() == [
        "Cargo.toml:7:48 error[undefined-registry] registry `company` is not defined",
        "Cargo.toml:9:40 error[undefined-registry] registry `partner` is not defined",
    ]


def test_cargo_refuses_everything_in_these_words(cargo_tree: Tree) -> None:
    cargo_tree.write({"Cargo.toml": MANIFEST})
    cargo_tree.for_cargo()

    run, prediction = agree(cargo_tree, *METADATA)

    assert run.status == 101
    assert prediction.findings[0].rule == "undefined-registry"


def test_with_a_config_cargo_and_the_linter_are_content(cargo_tree: Tree) -> None:
    partner = COMPANY.replace("company", "partner").replace("registry.example", "partner.example")
    cargo_tree.write({"Cargo.toml": MANIFEST, CONFIG: COMPANY + partner})

    assert cargo_tree.lines() == []
    cargo_tree.for_cargo()
    assert cargo_tree.cargo("generate-lockfile").status == 0


def test_a_variable_is_a_config_too(cargo_tree: Tree) -> None:
    cargo_tree.write({"Cargo.toml": MANIFEST})
    cargo_tree.environment |= {
        "CARGO_REGISTRIES_COMPANY_INDEX": "sparse+https://registry.example.com/index/",
        "CARGO_REGISTRIES_PARTNER_INDEX": "sparse+https://partner.example.com/index/",
    }

    assert cargo_tree.lines() == []
    cargo_tree.for_cargo()
    assert cargo_tree.cargo("generate-lockfile").status == 0
