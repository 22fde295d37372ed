"""The fourth mistake: publishing to crates.io what depends on packages from another registry."""

from tests.policy.agreement import agree
from tests.policy.beginners.company import COMPANY, CONFIG, package, public
from tests.policy.tree import Tree

PUBLISH = ("publish", "--dry-run", "--no-verify")
DEPENDENCY = 'internal-utils = { version = "1.2", registry = "company" }'


def test_cargo_refuses_it(cargo_tree: Tree) -> None:
    cargo_tree.write({"Cargo.toml": public("tool", "[dependencies]", DEPENDENCY), CONFIG: COMPANY})

    (line,) = cargo_tree.lines()
    assert line.startswith("Cargo.toml:8:48 error[cross-registry-dependency] dependency `internal-utils` comes from")
    cargo_tree.for_cargo()
    run, prediction = agree(cargo_tree, *PUBLISH)
    assert run.status == 101
    assert prediction.findings[0].rule == "cross-registry-dependency"


def test_with_a_path_cargo_is_silent(cargo_tree: Tree) -> None:
    """It lets the package go, whose users then cannot build it."""
    by_path = 'internal-utils = { version = "1.2", path = "../utils", registry = "company" }'
    cargo_tree.write(
        {
            "Cargo.toml": public("tool", "[dependencies]", by_path),
            CONFIG: COMPANY,
            "../utils/Cargo.toml": package("internal-utils", 'publish = ["company"]').replace("0.1.0", "1.2.0"),
        }
    )

    assert {finding.rule for finding in cargo_tree.check()} == {"cross-registry-path-dependency"}
    cargo_tree.for_cargo()
    assert cargo_tree.cargo(*PUBLISH).status == 0


def test_a_package_that_stays_in_the_company_may_depend_on_it(cargo_tree: Tree) -> None:
    manifest = package("tool", 'publish = ["company"]', "[dependencies]", DEPENDENCY)
    cargo_tree.write({"Cargo.toml": manifest, CONFIG: COMPANY})

    assert cargo_tree.lines() == []
    cargo_tree.for_cargo()
    assert cargo_tree.cargo(*PUBLISH).status == 0
