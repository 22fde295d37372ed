"""The first mistake: taking every dependency to come from crates.io."""

from policy.fix import edited
from tests.policy.beginners.company import COMPANY, CONFIG, package
from tests.policy.tree import Tree

MISSPELT = 'shared = { version = "1.2", registery = "company" }'
RIGHT = 'shared = { version = "1.2", registry = "company" }'


def lock_after(tree: Tree) -> str:
    """Return the Cargo.lock that cargo writes."""
    tree.for_cargo()
    run = tree.cargo("generate-lockfile")
    assert run.status == 0, run.said
    return (tree.folder / "Cargo.lock").read_text()


def test_with_a_misspelt_key_cargo_takes_the_package_of_a_stranger(cargo_tree: Tree) -> None:
    cargo_tree.write({"Cargo.toml": package("app", "publish = false", "[dependencies]", MISSPELT), CONFIG: COMPANY})

    assert cargo_tree.lines() == [
        "Cargo.toml:7:29 error[misspelt-dependency-key] `registery` of dependency `shared` is ignored by cargo"
    ]
    assert "registry+https://github.com/rust-lang/crates.io-index" in lock_after(cargo_tree)


def test_the_fix_brings_the_package_of_the_company(cargo_tree: Tree) -> None:
    cargo_tree.write({"Cargo.toml": package("app", "publish = false", "[dependencies]", MISSPELT), CONFIG: COMPANY})
    (finding,) = cargo_tree.check()

    manifest = cargo_tree.folder / "Cargo.toml"
    manifest.write_text(edited(manifest.read_text(), finding.fix))

    assert manifest.read_text() == package("app", "publish = false", "[dependencies]", RIGHT)
    assert cargo_tree.lines() == []
    assert "crates.io-index" not in lock_after(cargo_tree)


def test_a_sibling_without_its_registry_is_looked_for_on_crates_io(cargo_tree: Tree) -> None:
    """The path holds at home; whoever gets the package from the registry has only the version."""
    cargo_tree.write(
        {
            "Cargo.toml": '[workspace]\nmembers = ["app", "utils"]\nresolver = "2"\n',
            "app/Cargo.toml": package(
                "app", 'publish = ["company"]', "[dependencies]", 'utils = { version = "0.1", path = "../utils" }'
            ),
            "utils/Cargo.toml": package("utils", 'publish = ["company"]'),
            CONFIG: COMPANY,
        }
    )

    assert [line.partition("]")[0] for line in cargo_tree.lines()] == [
        "app/Cargo.toml:7:1 warning[path-dependency-falls-to-crates-io"
    ]
    cargo_tree.for_cargo()
    run = cargo_tree.cargo("publish", "--dry-run", "--registry", "company", "-p", "app")
    assert run.status == 101
    assert "no matching package named `utils` found" in run.stderr
    assert "location searched: crates.io index" in run.stderr
