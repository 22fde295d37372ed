"""An outcome that the files do not decide is unknown, and the prediction says what decides it."""

import pytest

from tests.policy.tree import Tree

MANIFEST = """\
[package]
name = "app"
version = "0.1.0"
publish = ["company"]

[dependencies]
a = "1"
b = "1"
c = { version = "1", optional = true }
d = "1"
near = { path = "near", version = "1" }
internal = { version = "1", registry = "company" }
"""
CONFIG = """\
[registries.company]
index = "sparse+https://registry.example.com/index/"
[registries.partner]
index = "sparse+https://partner.example.com/index/"
"""
COMPANY, CRATES_IO = "registry `company`", "crates.io"
RESOLVED = (f"what {CRATES_IO} holds of `a`, `b`, `c` and 1 more", f"what {COMPANY} holds of `internal`")
PACKED = (f"what {CRATES_IO} holds of `a`, `b`, `c` and 2 more", RESOLVED[1])
"""What is packed also needs the neighbour, from where users will have it."""
DEPENDS: list[tuple[str, tuple[str, ...]]] = [
    ("publish", (f"the token for {COMPANY}", f"what {COMPANY} holds", *PACKED)),
    ("publish --dry-run", (f"what {COMPANY} holds", *PACKED)),
    ("package", PACKED),
    ("package --list", ()),
    ("check", RESOLVED),
    ("metadata", RESOLVED),
    ("metadata --no-deps", ()),
    ("read-manifest", ()),
    ("login --registry partner", ("the credential provider of registry `partner`",)),
    ("logout", (f"the credential provider of {CRATES_IO}",)),
    ("owner --list app --registry partner", ("the token for registry `partner`", "what registry `partner` holds")),
    ("yank app@1.0.0", (f"the token for {CRATES_IO}", f"what {CRATES_IO} holds")),
    ("search app", (f"what {CRATES_IO} holds",)),
    ("install app", (f"what {CRATES_IO} holds",)),
    ("install --git https://git.example.com/app", ("what https://git.example.com/app holds",)),
]


@pytest.mark.parametrize(("command", "expected"), DEPENDS, ids=[command for command, _ in DEPENDS])
def test_what_decides(tree: Tree, command: str, expected: tuple[str, ...]) -> None:
    near = '[package]\nname = "near"\nversion = "1.0.0"\npublish = ["company"]\n'
    sources = {"src/lib.rs": "", "near/src/lib.rs": ""}
    tree.write({"Cargo.toml": MANIFEST, "near/Cargo.toml": near, ".cargo/config.toml": CONFIG, **sources})

    prediction = tree.predict(*command.split())

    assert prediction.depends_on == expected
    assert prediction.verdict == ("unknown" if expected else "pass"), prediction.message


def test_a_mirror_decides_in_place_of_crates_io(tree: Tree) -> None:
    mirror = '[source.crates-io]\nreplace-with = "mirror"\n[source.mirror]\nlocal-registry = "mirror"\n'
    tree.write({"Cargo.toml": MANIFEST.replace("near =", "#"), ".cargo/config.toml": CONFIG + mirror, "src/lib.rs": ""})
    tree.write({"mirror/index/.keep": ""})

    expected = f"what registry `{tree.path('mirror')}` holds of `a`, `b`, `c` and 1 more"
    assert tree.predict("check").depends_on[0] == expected
