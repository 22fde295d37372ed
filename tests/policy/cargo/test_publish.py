"""To which registry a package goes, held against `cargo publish --dry-run` of real cargo."""

import pytest

from tests.policy.tree import Tree, words_in_order

CONFIG = """\
[registries.company]
index = "sparse+https://registry.example.com/index/"

[registries.partner]
index = "sparse+https://partner.example.com/index/"
"""
PUBLISH = ("publish", "--dry-run", "--no-verify")

GOES = [
    # (package.publish, registry.default, flags, where it goes; "" where cargo refuses)
    ("", "", "", "crates-io"),
    ("true", "", "", "crates-io"),
    ("", "company", "", "company"),
    ("true", "company", "--registry partner", "partner"),
    ("false", "", "", ""),
    ("false", "company", "--registry company", ""),
    ("[]", "", "", ""),
    ('["company"]', "", "", "company"),
    ('["company"]', "partner", "", ""),
    ('["company"]', "partner", "--registry company", "company"),
    ('["company"]', "", "--registry partner", ""),
    ('["company"]', "", "--registry crates-io", ""),
    ('["company"]', "", "--index sparse+https://partner.example.com/index/", "partner"),
    ('["crates-io"]', "", "", "crates-io"),
    ('["crates-io"]', "company", "", ""),
    ('["company", "partner"]', "", "", ""),
    ('["company", "partner"]', "partner", "", "partner"),
    ('["company", "partner"]', "", "--registry partner", "partner"),
    ('["company", "company"]', "", "", ""),
    ('["Company"]', "company", "", ""),
    ('["nope"]', "", "", ""),
    ("", "nope", "", ""),
    ("", "", "--registry nope", ""),
    ("", "", "--registry 1nope", ""),
    ('["1nope"]', "", "", ""),
]


@pytest.mark.parametrize(("publish", "default", "flags", "where"), GOES)
def test_one_package(publish: str, default: str, flags: str, where: str, cargo_tree: Tree) -> None:
    restriction = f"publish = {publish}\n" if publish else ""
    cargo_tree.write(
        {
            "Cargo.toml": f'[package]\nname = "app"\nversion = "0.1.0"\n{restriction}',
            ".cargo/config.toml": CONFIG + (f'[registry]\ndefault = "{default}"\n' if default else ""),
        }
    )
    cargo_tree.for_cargo()
    arguments = [*PUBLISH, *cargo_tree.on_loopback(flags).split()]

    prediction = cargo_tree.predict(*arguments)
    run = cargo_tree.cargo(*arguments)

    assert (run.status == 0) == bool(where), run.said
    if not where:
        assert prediction.verdict == "fail"
        assert words_in_order(f"error: {prediction.message}", run.stderr), run.stderr
        return
    assert prediction.verdict == "unknown"
    base = cargo_tree.stands_for["registry" if where == "company" else where]
    shown = "crates.io index" if where == "crates-io" else f"`{base}" if "--index" in flags else f"`{where}` index"
    assert f"Updating {'`sparse+' + base if '--index' in flags else shown}" in run.stderr


SEVERAL = [
    # (publish of a, publish of b, flags)
    ('["company"]', '["company"]', "--workspace"),
    ('["company"]', '["company"]', "--workspace --registry partner"),
    ('["company"]', '["partner"]', "--workspace"),
    ('["company"]', '["partner"]', "--workspace --exclude b"),
    ('["company"]', '["partner"]', "--workspace --registry company"),
    ('["company"]', '["partner"]', "-p a"),
    ('["company"]', '["company", "partner"]', "--workspace"),
    ('["company"]', "true", "--workspace"),
    ('["company"]', "true", "--workspace --registry company"),
    ('["company"]', "false", "--workspace"),
    ('["company"]', "false", "-p a -p b"),
    ("false", "false", "--workspace"),
    ("false", "false", ""),
    ("false", "false", "-p a"),
    ("true", "true", ""),
]


@pytest.mark.parametrize(("a", "b", "flags"), SEVERAL)
def test_several_packages(a: str, b: str, flags: str, cargo_tree: Tree) -> None:
    cargo_tree.write(
        {
            "Cargo.toml": '[workspace]\nmembers = ["a", "b"]\n',
            "a/Cargo.toml": f'[package]\nname = "a"\nversion = "0.1.0"\npublish = {a}\n',
            "b/Cargo.toml": f'[package]\nname = "b"\nversion = "0.1.0"\npublish = {b}\n',
            ".cargo/config.toml": CONFIG,
        }
    )
    cargo_tree.for_cargo()

    prediction = cargo_tree.predict(*PUBLISH, *flags.split())
    run = cargo_tree.cargo(*PUBLISH, *flags.split())

    assert (prediction.verdict == "fail") == (run.status != 0), f"{prediction.message}\n--\n{run.said}"
    assert words_in_order(prediction.message, run.stderr), f"{prediction.message}\n--\n{run.stderr}"
