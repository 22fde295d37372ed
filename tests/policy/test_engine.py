"""Trees with several mistakes: each cause is one finding, and what only follows from it is none."""

from tests.policy.agreement import METADATA
from tests.policy.tree import Tree

COMPANY = '[registries.company]\nindex = "sparse+https://registry.example.com/index/"\n'


def test_one_undefined_name_for_a_whole_workspace(tree: Tree) -> None:
    members = [f"m{n}" for n in range(5)]
    listed = ", ".join(f'"{name}"' for name in members)
    tree.write(
        {
            "Cargo.toml": (
                f"[workspace]\nmembers = [{listed}]\n"
                '[workspace.package]\npublish = ["nope"]\nversion = "0.1.0"\n'
                '[workspace.dependencies]\nx = { version = "1", registry = "nope" }\n'
            )
        }
    )
    for name in members:
        package = f'[package]\nname = "{name}"\nversion.workspace = true\npublish.workspace = true\n'
        tree.write({f"{name}/Cargo.toml": f"{package}[dependencies]\nx.workspace = true\n"})

    assert tree.lines() == [
        "Cargo.toml:4:12 error[undefined-registry] registry `nope` is not defined",
        "Cargo.toml:7:33 error[undefined-registry] registry `nope` is not defined",
    ]


def test_a_misspelt_key_and_nothing_that_follows_from_it(tree: Tree) -> None:
    tree.write(
        {
            "Cargo.toml": (
                '[package]\nname = "app"\nversion = "0.1.0"\npublsh = ["company"]\n'
                '[dependencies]\nx = { version = "1", registery = "company" }\ny = { verison = "1" }\n'
            ),
            ".cargo/config.toml": COMPANY + '[registry]\ndefault = "company"\n',
        }
    )

    assert tree.lines() == [
        "Cargo.toml:4:1 error[misspelt-publish-key] `publsh` is ignored by cargo; nothing is restricted",
        "Cargo.toml:6:22 error[misspelt-dependency-key] `registery` of dependency `x` is ignored by cargo",
        "Cargo.toml:7:7 error[misspelt-dependency-key] `verison` of dependency `y` is ignored by cargo",
    ]


def test_an_open_package_with_private_dependencies_is_said_once_for_each_dependency(tree: Tree) -> None:
    tree.write(
        {
            "Cargo.toml": (
                '[package]\nname = "app"\nversion = "0.1.0"\n'
                'description = "An example."\nlicense = "MIT"\n[workspace]\n[dependencies]\n'
                'x = { version = "1", registry = "company" }\n'
                'y = { path = "y", version = "1", registry = "company" }\n'
                'z = { path = "z", registry = "company" }\n'
            ),
            "y/Cargo.toml": '[package]\nname = "y"\nversion = "1.0.0"\npublish = ["company"]\n',
            "z/Cargo.toml": '[package]\nname = "z"\nversion = "1.0.0"\npublish = ["company"]\n',
            ".cargo/config.toml": COMPANY,
        }
    )

    assert [line.partition("]")[0] for line in tree.lines()] == [
        "Cargo.toml:8:33 error[cross-registry-dependency",
        "Cargo.toml:9:45 error[cross-registry-path-dependency",
        "Cargo.toml:10:14 error[path-dependency-without-version",
    ]


def test_a_broken_config_does_not_make_its_registries_undefined(tree: Tree) -> None:
    tree.write(
        {
            "Cargo.toml": (
                '[package]\nname = "app"\nversion = "0.1.0"\npublish = ["company"]\n'
                '[dependencies]\nx = { version = "1", registry = "company" }\n'
            ),
            ".cargo/config.toml": COMPANY + "[source\n",
        }
    )

    assert tree.lines() == [".cargo/config.toml:3:8 error[invalid-config] unclosed table, expected `]`"]


def test_a_broken_member_does_not_hide_the_others(tree: Tree) -> None:
    tree.write(
        {
            "Cargo.toml": '[workspace]\nmembers = ["a", "b", "c"]\n',
            "a/Cargo.toml": "[package\n",
            "b/Cargo.toml": '[package]\nname = "b"\n[dependencies]\nx = { version = "1", registry = "nope" }\n',
        }
    )

    assert tree.lines() == [
        "Cargo.toml:2:22 error[unreadable-manifest] cannot read `c/Cargo.toml`: No such file or directory (os error 2)",
        "a/Cargo.toml:1:9 error[invalid-manifest] unclosed table, expected `]`",
        "b/Cargo.toml:4:33 error[undefined-registry] registry `nope` is not defined",
    ]


def test_a_wrong_index_is_said_once_however_often_it_is_used(tree: Tree) -> None:
    tree.write(
        {
            "Cargo.toml": (
                '[package]\nname = "app"\nversion = "0.1.0"\npublish = ["company"]\n[dependencies]\n'
                'x = { version = "1", registry = "company" }\ny = { version = "1", registry = "company" }\n'
            ),
            ".cargo/config.toml": (
                '[registries.company]\nindex = "https//registry.example.com"\n[registry]\ndefault = "company"\n'
            ),
        }
    )

    assert [line.partition("]")[0] for line in tree.lines()] == [".cargo/config.toml:2:9 error[invalid-index-url"]


def test_a_prediction_names_what_cargo_meets_first(tree: Tree) -> None:
    tree.write(
        {
            "Cargo.toml": (
                '[package]\nname = "app"\nversion = "0.1.0"\ndescription = "An example."\nlicense = "MIT"\n'
                '[dependencies]\nb = { path = "b" }\na = { git = "https://git.example.com/a" }\n'
            ),
            "b/Cargo.toml": '[package]\nname = "b"\nversion = "1.0.0"\n',
            "src/lib.rs": "",
            "b/src/lib.rs": "",
        }
    )

    publish = tree.predict("publish")

    assert [finding.rule for finding in publish.findings] == [
        "git-dependency-without-version",
        "path-dependency-without-version",
    ]
    assert "dependency `a` does not specify a version" in publish.message
    assert tree.predict(*METADATA).verdict == "pass"


INHERITED = "version.workspace = true\nedition.workspace = true\npublish.workspace = true\n"


def test_a_tree_without_a_mistake_has_no_findings(tree: Tree) -> None:
    tree.write(
        {
            "Cargo.toml": (
                '[workspace]\nmembers = ["crates/*"]\nresolver = "2"\n'
                '[workspace.package]\nversion = "1.0.0"\nedition = "2021"\npublish = ["company"]\n'
                '[workspace.dependencies]\nserde = { version = "1", features = ["derive"] }\n'
                'utils = { path = "crates/utils", version = "1", registry = "company" }\n'
            ),
            "crates/app/Cargo.toml": (
                f'[package]\nname = "app"\n{INHERITED}'
                "[dependencies]\nserde.workspace = true\nutils.workspace = true\n"
                '[dev-dependencies]\nutils = { path = "../utils" }\n'
            ),
            "crates/utils/Cargo.toml": f'[package]\nname = "utils"\n{INHERITED}',
            ".cargo/config.toml": COMPANY + '[registry]\ndefault = "company"\n',
        }
    )

    assert tree.lines() == []
