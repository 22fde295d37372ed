"""The third mistake: names of registries that no index URL stands behind."""

import pytest

from tests.policy.agreement import METADATA, agree
from tests.policy.beginners.company import COMPANY, CONFIG, package, public
from tests.policy.tree import Tree

DEPENDING = package("app", "publish = false", "[dependencies]", 'shared = { version = "1.2", registry = "company" }')
PUBLISH = ("publish", "--dry-run")
HALF_DONE = [
    ("registry-without-index", '[registries.company]\ncredential-provider = ["cargo:token"]\n'),
    ("misspelt-registries-table", COMPANY.replace("registries", "registry")),
    ("registry-name-mismatch", COMPANY.replace("company", "Company")),
]


@pytest.mark.parametrize(("rule", "config"), HALF_DONE, ids=[rule for rule, _ in HALF_DONE])
def test_a_dependency_and_half_a_definition(cargo_tree: Tree, rule: str, config: str) -> None:
    cargo_tree.write({"Cargo.toml": DEPENDING, CONFIG: config})

    assert {finding.rule for finding in cargo_tree.check()} == {rule}
    cargo_tree.for_cargo()
    run, prediction = agree(cargo_tree, *METADATA)
    assert run.status == 101
    assert prediction.findings[0].rule == rule


def test_a_publish_list(cargo_tree: Tree) -> None:
    cargo_tree.write({"Cargo.toml": public("app", 'publish = ["company"]')})

    assert cargo_tree.lines() == [
        "Cargo.toml:7:12 error[undefined-registry] registry `company` is not defined",
    ]
    cargo_tree.for_cargo()
    run, prediction = agree(cargo_tree, *PUBLISH)
    assert run.status == 101
    assert prediction.findings[0].rule == "undefined-registry"


def test_a_default(cargo_tree: Tree) -> None:
    cargo_tree.write({"Cargo.toml": public("app"), CONFIG: '[registry]\ndefault = "company"\n'})

    assert "undefined-registry" in {finding.rule for finding in cargo_tree.check()}
    cargo_tree.for_cargo()
    run, prediction = agree(cargo_tree, *PUBLISH)
    assert run.status == 101
    assert prediction.findings[0].rule == "undefined-registry"


def test_with_its_index_every_name_is_right(cargo_tree: Tree) -> None:
    manifest = DEPENDING.replace("publish = false", 'publish = ["company"]')
    cargo_tree.write({"Cargo.toml": manifest, CONFIG: f'{COMPANY}\n[registry]\ndefault = "company"\n'})

    assert cargo_tree.lines() == []
    cargo_tree.for_cargo()
    assert cargo_tree.cargo(*PUBLISH, "--no-verify").status == 0
