"""What crates.io refuses in an upload, and in which commands it is foreseen."""

import pytest

from policy.crates_io.upload import upload_refusals
from tests.policy.tree import Tree

COMPANY = '[registries.company]\nindex = "sparse+https://registry.example.com/index/"\n'
BARE = '[package]\nname = "tool"\nversion = "0.1.0"\nedition = "2021"\n'
WHOLE = f'{BARE}description = "An example."\nlicense = "MIT"\n'
EVERYTHING = f"""\
[package]
name = "std"
version = "0.1.0-{"a" * 150}"
description = "{"a" * 1001}"
license = "Acme"
repository = "git@example.com"
documentation = "docs"
homepage = "home"
keywords = ["a b", "b", "c", "d", "e", "f"]
categories = ["a", "b", "c", "d", "e", "parsing"]

[features]
{"".join(f"f{number} = []{chr(10)}" for number in range(301))}
[target."cfg(unix)".dependencies]
last = "*"

[dev-dependencies]
third = "*"

[dependencies]
second = "*"
_first = "1"

[build-dependencies]
fourth = "*"
"""


def refused(tree: Tree) -> list[tuple[str, str]]:
    return [(refusal.cause, refusal.subject) for refusal in upload_refusals(tree.workspace().current)]


def test_the_order_is_the_servers(tree: Tree) -> None:
    tree.write({"Cargo.toml": EVERYTHING})

    assert refused(tree) == [
        ("version-too-long", ""),
        ("description-too-long", ""),
        ("invalid-license", "std"),
        ("invalid-package-url", "homepage"),
        ("invalid-package-url", "documentation"),
        ("invalid-package-url", "repository"),
        ("invalid-keyword", ""),
        ("invalid-keyword", "a b"),
        ("invalid-category", ""),
        ("too-many-features", "301"),
        ("invalid-dependency-name", "_first"),
        ("wildcard-version", "second"),
        ("wildcard-version", "third"),
        ("wildcard-version", "fourth"),
        ("wildcard-version", "last"),
        ("reserved-crate-name", "std"),
        *(("invalid-category", slug) for slug in "abcde"),
    ]


@pytest.mark.parametrize(
    ("commands", "verdict"),
    [
        (("publish",), "fail"),
        (("publish", "--registry", "crates-io"), "fail"),
        (("publish", "--token", "t", "--index", "sparse+https://index.crates.io/"), "fail"),
        (("publish", "--dry-run"), "unknown"),
        (("publish", "-n"), "unknown"),
        (("publish", "--registry", "company"), "unknown"),
        (("publish", "--token", "t", "--index", "https://partner.example.com/index"), "unknown"),
        (("package",), "pass"),
        (("check",), "pass"),
    ],
)
def test_only_an_upload_to_crates_io_is_refused(tree: Tree, commands: tuple[str, ...], verdict: str) -> None:
    tree.write({"Cargo.toml": BARE, "src/lib.rs": "", ".cargo/config.toml": COMPANY})

    prediction = tree.predict(*commands)

    assert prediction.verdict == verdict
    assert prediction.refused_by == ("crates.io" if verdict == "fail" else None)


def test_the_default_registry_is_where_it_goes(tree: Tree) -> None:
    tree.write({"Cargo.toml": BARE, "src/lib.rs": ""})
    tree.write_home({"config.toml": f'{COMPANY}[registry]\ndefault = "company"\n'})

    assert tree.predict("publish").verdict == "unknown"
    assert tree.predict("publish", "--registry", "crates-io").refused_by == "crates.io"


def test_cargo_comes_first(tree: Tree) -> None:
    tree.write(
        {"Cargo.toml": f'{BARE}[dependencies]\na = {{ path = "a" }}\n', "a/Cargo.toml": BARE.replace("tool", "a")}
    )

    assert tree.predict("publish").refused_by == "cargo"


@pytest.mark.parametrize(
    "broken",
    [
        "publish = 1",
        "description = 1",
        "license = [1]",
        'keywords = "a"',
        "keywords = [1]",
        "categories = {}",
        "homepage = []",
        "readme = 1",
        'readme = "a\\u0000b"',
        "version.workspace = true",
        "[features]\na = 1",
        '[features]\na = [1, "dep:é"]',
        "[dependencies]\na = 1",
        "[dependencies]\na = { package = 1, version = 1 }",
        "[dependencies]\n_a.workspace = true",
        "[target.a]\ndependencies = 1",
    ],
)
def test_a_broken_manifest_is_cargos_business(broken: str, tree: Tree) -> None:
    tree.write({"Cargo.toml": BARE + broken})

    for refusal in upload_refusals(tree.workspace().current):
        assert refusal.cause in ("missing-required-metadata", "invalid-dependency-name")


def test_packages_are_uploaded_one_after_the_other(tree: Tree) -> None:
    """`alpha` needs `beta`, and `gamma` nobody: those that are ready go first, by their names."""
    tree.write(
        {
            "Cargo.toml": '[workspace]\nmembers = ["alpha", "beta", "gamma"]\n',
            "alpha/Cargo.toml": WHOLE.replace("tool", "alpha")
            + '[dependencies]\nbeta = { path = "../beta", version = "0.1" }\n',
            "beta/Cargo.toml": WHOLE.replace("tool", "beta"),
            "gamma/Cargo.toml": WHOLE.replace("tool", "gamma").replace("MIT", "Acme"),
        }
    )

    for name in ("alpha", "beta", "gamma"):
        tree.write({f"{name}/src/lib.rs": ""})

    message = tree.predict("publish", "--workspace").message

    note = f"note: the following crates have not been published yet:\n  alpha v0.1.0 ({tree.path('alpha')})"
    context = "failed to publish gamma v0.1.0 to registry at https://crates.io"
    assert message.startswith(f"{context}\n\n{note}\n\nCaused by:\n")


def test_an_inherited_mistake_is_found_once(tree: Tree) -> None:
    member = '[package]\nname = "{0}"\nversion = "0.1.0"\ndescription = "An example."\nlicense.workspace = true\n'
    tree.write(
        {
            "Cargo.toml": '[workspace]\nmembers = ["a", "b"]\n[workspace.package]\nlicense = "Acme"\n',
            "a/Cargo.toml": member.format("a"),
            "b/Cargo.toml": member.format("b"),
        }
    )

    assert tree.lines() == [
        "Cargo.toml:4:11 error[invalid-license] crates.io does not take the licence `Acme`: unknown term"
    ]
