"""The sixth mistake: no restriction on where an internal package may be published."""

import pytest

from tests.policy.beginners.company import COMPANY, CONFIG, package, public
from tests.policy.tree import Tree

PUBLISH = ("publish", "--dry-run", "--no-verify")
LOCATION = "uploading to crates.io"
SHARED = """\
[workspace]
members = ["billing"]
resolver = "2"

[workspace.package]
publish = ["company"]
"""
MISTAKES = {
    "missing-publish-restriction": {
        "Cargo.toml": package("billing", 'description = "Bills."', 'license = "LicenseRef-Acme"')
    },
    "misspelt-publish-key": {"Cargo.toml": public("billing", 'publsh = ["company"]')},
    "publish-not-inherited": {"Cargo.toml": SHARED, "billing/Cargo.toml": public("billing")},
}


@pytest.mark.parametrize("rule", MISTAKES)
def test_cargo_is_ready_to_upload_it_to_crates_io(cargo_tree: Tree, rule: str) -> None:
    cargo_tree.write({**MISTAKES[rule], CONFIG: COMPANY})

    assert {finding.rule for finding in cargo_tree.check()} == {rule}
    cargo_tree.for_cargo()
    run = cargo_tree.cargo(*PUBLISH)
    assert run.status == 0, run.said
    assert "Uploading billing v0.1.0" in run.stderr
    assert "company" not in run.stderr


@pytest.mark.parametrize("restriction", ['publish = ["company"]', "publish = false"])
def test_with_a_restriction_cargo_does_not(cargo_tree: Tree, restriction: str) -> None:
    manifest = package("billing", 'description = "Bills."', 'license = "LicenseRef-Acme"', restriction)
    cargo_tree.write({"Cargo.toml": manifest, CONFIG: COMPANY})

    assert cargo_tree.lines() == []
    cargo_tree.for_cargo()
    run = cargo_tree.cargo(*PUBLISH, "--registry", "crates-io")
    assert run.status == 101
    assert "`billing` cannot be published." in run.stderr
