"""What of `.cargo` is packed, as real cargo lists it."""

import pytest

from policy.repository.packing import packed_from
from policy.repository.repository import Repository
from tests.policy.tree import Tree

FILES = {
    ".cargo/config.toml": "",
    ".cargo/sub/more.toml": "",
    ".cargo/ignored.toml": "",
    ".gitignore": "ignored.toml\n",
    "src/lib.rs": "",
}


@pytest.mark.parametrize("tracked", [None, (".",), ("Cargo.toml",), (".cargo/config.toml",)])
@pytest.mark.parametrize(
    "lines",
    [
        "",
        'exclude = [".cargo"]',
        'exclude = ["/.cargo/"]',
        'exclude = [".cargo/*", "!.cargo/config.toml"]',
        'exclude = [".*"]',
        'exclude = ["**/more.toml"]',
        'exclude = ["sub/"]',
        'exclude = [".cargo/**"]',
        'exclude = ["*.toml", "!config.toml", "#"]',
        'exclude = ["cargo"]',
        'include = ["src"]',
        'include = ["**/*.toml"]',
        'include = [".cargo"]',
        'include = ["/*", "!.cargo"]',
        'include = [".cargo/sub/", "src"]',
        'include = ["**", "!config.toml"]',
        'include = [".cargo/[a-d]*"]',
        "include = []",
    ],
)
def test_cargo_packs_the_same(lines: str, tracked: tuple[str, ...] | None, cargo_tree: Tree) -> None:
    cargo_tree.write(
        {**FILES, "Cargo.toml": f'[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n{lines}\n'}
    )
    if tracked is not None:
        cargo_tree.track(*tracked)
    packages = cargo_tree.workspace().packages

    packed = packed_from(Repository(str(cargo_tree.folder)), packages, ".cargo").get(packages[0].path, [])

    listed = cargo_tree.cargo("package", "--list", "--allow-dirty", "--offline")
    assert listed.status == 0, listed.said
    assert packed == [name for name in listed.stdout.split() if name.startswith(".cargo")]
