"""The registries and the folder in which scenes are played, one after the other."""

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from policy.cargo.config import CRATES_IO_TEST_URL
from tests.policy.conftest import CRATES_IO, HELD
from tests.policy.tree import Tree, empty_tree
from tests.servers.registry import running_registry


@contextlib.contextmanager
def stage(root: Path) -> Iterator[Tree]:
    """Yield a tree below `root` in which cargo gets registries on loopback, one of them for crates.io."""
    with contextlib.ExitStack() as stack:
        bases = {}
        for name, crates in HELD.items():
            held = [{"name": crate, "vers": "1.2.0"} for crate in crates]
            running = running_registry(root / name, auth_required=False, crates=held)
            bases[name] = stack.enter_context(running).base
        (root / "scene").mkdir()
        yield with_registries(empty_tree(root / "scene"), bases)


def with_registries(tree: Tree, bases: Mapping[str, str]) -> Tree:
    """Give the tree the registries with these base URLs, and return it."""
    tree.stands_for = bases
    tree.environment[CRATES_IO_TEST_URL] = f"sparse+{bases[CRATES_IO]}/index/"
    return tree
