"""Which packages belong together, held against real cargo."""

import json
from collections.abc import Mapping

import pytest

from tests.policy.agreement import METADATA, agree
from tests.policy.tree import Tree


def package(name: str, text: str = "") -> str:
    return f'[package]\nname = "{name}"\n{text}'


def path_to(**paths: str) -> str:
    entries = "".join(f'{name} = {{ path = "{path}" }}\n' for name, path in paths.items())
    return f"[dependencies]\n{entries}"


A, B, C, D, X = (package(name) for name in "abcdx")
POINTER = package("b", 'workspace = "../root"\n')

WORKSPACES: dict[str, tuple[str, Mapping[str, str]]] = {
    "alone": (".", {"Cargo.toml": A}),
    "a root with a package": (
        ".",
        {"Cargo.toml": package("a", '[workspace]\nmembers = ["b"]\n'), "b/Cargo.toml": B},
    ),
    "a glob": (
        ".",
        {
            "Cargo.toml": '[workspace]\nmembers = ["x/*"]\n',
            "x/a/Cargo.toml": A,
            "x/b/Cargo.toml": B,
            "x/README": "no folder",
        },
    ),
    "a glob that leads to a folder without a manifest": (
        ".",
        {"Cargo.toml": '[workspace]\nmembers = ["x/*"]\n', "x/a/Cargo.toml": A, "x/b/README": ""},
    ),
    "a glob that leads nowhere": (".", {"Cargo.toml": '[workspace]\nmembers = ["x/*"]\n'}),
    "brackets and question marks": (
        ".",
        {
            "Cargo.toml": '[workspace]\nmembers = ["[ab]", "?d"]\n',
            "a/Cargo.toml": A,
            "b/Cargo.toml": B,
            "c/Cargo.toml": C,
            "cd/Cargo.toml": package("cd"),
        },
    ),
    "hidden folders": (".", {"Cargo.toml": '[workspace]\nmembers = ["*"]\n', ".a/Cargo.toml": A}),
    "excluded": (
        ".",
        {
            "Cargo.toml": '[workspace]\nmembers = ["x/*"]\nexclude = ["x/b"]\n',
            "x/a/Cargo.toml": A,
            "x/b/Cargo.toml": A,
        },
    ),
    "excluded and a member by name": (
        "x/b",
        {
            "Cargo.toml": '[workspace]\nmembers = ["x/b"]\nexclude = ["x"]\n',
            "x/a/Cargo.toml": A,
            "x/b/Cargo.toml": B,
        },
    ),
    "from an excluded package": (
        "b",
        {"Cargo.toml": '[workspace]\nexclude = ["b"]\n', "b/Cargo.toml": B},
    ),
    "from a member": (
        "a",
        {
            "Cargo.toml": '[workspace]\nmembers = ["a", "b"]\n',
            "a/Cargo.toml": A,
            "b/Cargo.toml": B,
        },
    ),
    "path dependencies are members": (
        ".",
        {
            "Cargo.toml": package("a", f"[workspace]\n{path_to(b='b', d='../d')}"),
            "b/Cargo.toml": package("b", path_to(c="../x/c")),
            "x/c/Cargo.toml": C,
            "../d/Cargo.toml": D,
        },
    ),
    "a path dependency in a circle": (
        ".",
        {"Cargo.toml": package("a", f"[workspace]\n{path_to(b='b')}"), "b/Cargo.toml": package("b", path_to(a=".."))},
    ),
    "a path dependency that is excluded": (
        ".",
        {"Cargo.toml": package("a", f'[workspace]\nexclude = ["b"]\n{path_to(b="b")}'), "b/Cargo.toml": B},
    ),
    "a path dependency of the workspace": (
        ".",
        {
            "Cargo.toml": '[workspace]\nmembers = ["a"]\n[workspace.dependencies]\nb = { path = "b" }\n',
            "a/Cargo.toml": package("a", "[dependencies]\nb.workspace = true\n"),
            "b/Cargo.toml": B,
        },
    ),
    "a missing path dependency": (".", {"Cargo.toml": package("a", f"[workspace]\n{path_to(b='b')}")}),
    "a missing member": (".", {"Cargo.toml": '[workspace]\nmembers = ["./a/../b/"]\n'}),
    "a pointer": (
        "b",
        {
            "root/Cargo.toml": '[workspace]\nmembers = ["../b"]\n',
            "b/Cargo.toml": package("b", 'workspace = "../root"\n'),
        },
    ),
    "a pointer to nothing": (".", {"Cargo.toml": package("b", 'workspace = "root"\n')}),
    "a pointer of a folder above": (
        "b",
        {
            "Cargo.toml": package("a", 'workspace = "root"\n'),
            "root/Cargo.toml": '[workspace]\nmembers = ["..", "../b"]\n',
            "b/Cargo.toml": B,
        },
    ),
    "a pointer and a table": (".", {"Cargo.toml": package("b", 'workspace = "."\n[workspace]\n')}),
    "a root within another": (
        "a",
        {
            "Cargo.toml": '[workspace]\nmembers = ["b"]\n',
            "b/Cargo.toml": B,
            "a/Cargo.toml": package("a", "[workspace]\n"),
        },
    ),
    "default members": (
        ".",
        {
            "Cargo.toml": '[workspace]\nmembers = ["a", "b"]\ndefault-members = ["b"]\n',
            "a/Cargo.toml": A,
            "b/Cargo.toml": B,
        },
    ),
    "default members of a root with a package": (
        ".",
        {
            "Cargo.toml": package("r", '[workspace]\nmembers = ["a"]\ndefault-members = [".", "a"]\n'),
            "a/Cargo.toml": A,
        },
    ),
    "a broken manifest above": ("a", {"Cargo.toml": "[workspace\n", "a/Cargo.toml": A}),
    "a manifest above without a workspace": ("a", {"Cargo.toml": package("r"), "a/Cargo.toml": A}),
}


@pytest.mark.parametrize("name", WORKSPACES)
def test_cargo_sees_the_same_workspace(name: str, cargo_tree: Tree) -> None:
    folder, files = WORKSPACES[name]
    cargo_tree.write(files)
    cargo_tree.for_cargo()
    cargo_tree.folder /= folder

    run, _ = agree(cargo_tree, *METADATA)

    if run.status == 0:
        seen = json.loads(run.stdout)
        workspace = cargo_tree.workspace()
        assert sorted(member.path for member in workspace.packages) == sorted(
            one["manifest_path"] for one in seen["packages"]
        )
        defaults = [f"path+file://{member.folder}#" for member in workspace.default_members]
        assert sorted(seen["workspace_default_members"]) == sorted(
            one for one in seen["workspace_members"] if one.startswith(tuple(defaults))
        )


def test_the_order_of_members(tree: Tree) -> None:
    tree.write(
        {
            "Cargo.toml": package("root", '[workspace]\nmembers = ["z", "x/*"]\n'),
            "z/Cargo.toml": package("z", path_to(p="../p")),
            "p/Cargo.toml": package("p"),
            "x/b/Cargo.toml": B,
            "x/a/Cargo.toml": A,
        }
    )

    assert [member.name for member in tree.workspace().members] == ["z", "p", "a", "b", "root"]


def test_a_member_knows_what_named_it(tree: Tree) -> None:
    tree.write(
        {
            "Cargo.toml": '[workspace]\nmembers = ["a"]\n',
            "a/Cargo.toml": package("a", path_to(b="../b")),
            "b/Cargo.toml": B,
        }
    )

    workspace = tree.workspace()
    named_at = {path: workspace.named_at(manifest).key for path, manifest in workspace.loaded.items()}

    assert named_at[tree.path("a/Cargo.toml")] == ("workspace", "members", 0)
    assert named_at[tree.path("b/Cargo.toml")] == ("dependencies", "b", "path")


def test_a_thousand_packages_that_hang_on_each_other(tree: Tree) -> None:
    count = 1000
    tree.write({"Cargo.toml": '[workspace]\nmembers = ["p0"]\n'})
    tree.write({f"p{n}/Cargo.toml": package(f"p{n}", path_to(**{f"p{n + 1}": f"../p{n + 1}"})) for n in range(count)})
    tree.write({f"p{count}/Cargo.toml": package(f"p{count}")})

    workspace = tree.workspace()

    assert len(workspace.packages) == count + 1
    assert tree.lines() == []


def test_a_sibling_inherits_from_its_own_workspace(tree: Tree) -> None:
    tree.write(
        {
            "ws/Cargo.toml": package("a", path_to(b="../other/b")),
            "other/Cargo.toml": '[workspace]\nmembers = ["b"]\n[workspace.package]\nversion = "1.2.3"\n',
            "other/b/Cargo.toml": package("b", "version.workspace = true\n"),
        }
    )
    tree.folder /= "ws"

    sibling = tree.workspace().sibling(tree.path("../other/b"))

    assert sibling is not None
    assert sibling.version == "1.2.3"
    assert tree.workspace().sibling(tree.path("../none")) is None
