"""Dependency tables at random, in every form."""

from collections.abc import Collection
from random import Random
from typing import Any

from tests.policy.agree.chance import Drawn, Key, pick, seldom, table, value
from tests.policy.agree.names import CRATES, PACKAGES, REGISTRIES, STRANGE_NAMES, STRANGE_URLS, URLS

VERSIONS = ("1", "1.2", "^1.2.0", "*", "=1.2.0", ">=1, <2")
BAD_VERSIONS = ("", "x", "1.2.3.4", "1 2", "01.2", "1.2.0+b", "v1")
FEATURES: tuple[list[str], ...] = (["std"], [], ["a/b"], ["dep:x"])
FORM = {
    "version": Key(1, VERSIONS, BAD_VERSIONS),
    "registry": Key(3, REGISTRIES, STRANGE_NAMES),
    "registry-index": Key(25, URLS, STRANGE_URLS),
    "git": Key(60, ("https://git.example.com/x",), ("git@example.com:o/x", "x")),
    "branch": Key(120, ("main",)),
    "tag": Key(120, ("v1",)),
    "path": Key(25, ("b", "../b", "nowhere"), ("", "..", "/")),
    "features": Key(15, FEATURES[1:2], FEATURES),
    "optional": Key(12, (True, False)),
    "default-features": Key(12, (True, False)),
    "default_features": Key(60, (False,)),
    "package": Key(10, CRATES, ("a b", "")),
    "public": Key(120, (True,)),
    "workspace": Key(80, (True,), (False,)),
    "artifact": Key(120, ("bin",)),
    "lib": Key(200, (True,)),
}
LOCAL = {**FORM, "version": Key(2, ("0.1.0", *VERSIONS), BAD_VERSIONS), "registry": Key(6, REGISTRIES, STRANGE_NAMES)}
INHERITED = {
    "workspace": Key(1, (True,), (False,)),
    "features": Key(8, FEATURES[1:2], FEATURES),
    "optional": Key(8, (True, False)),
    "default-features": Key(8, (False, True)),
    "version": Key(30, VERSIONS),
    "registry": Key(30, REGISTRIES),
    "public": Key(80, (True,)),
}


def entry(random: Random, name: str, folder: str, shared: Collection[str]) -> Any:
    """Return what stands for a dependency.

    folder: the way from the package to the top, such as `../`. shared: what it can inherit.
    """
    if seldom(random, 2 if name in shared else 60):
        return table(random, INHERITED)
    if name in PACKAGES:
        path = "." if name == PACKAGES[0] else name
        local = table(random, LOCAL)
        return {"path": f"{folder}{path}", **local} if not seldom(random, 40) else local
    if not seldom(random, 2):
        return value(random, Key(1, VERSIONS, BAD_VERSIONS), 60)
    return table(random, FORM)


def dependencies(random: Random, folder: str, shared: Collection[str]) -> Drawn:
    """Return a table of dependencies; `folder` and `shared` as for one of them."""
    names = random.sample((*CRATES, *PACKAGES[1:], "other", PACKAGES[0]), random.randrange(4))
    if seldom(random, 60):
        names.append(pick(random, ("a b", "1x", "ä", "x.y", "")))
    return {name: entry(random, name, folder, shared) for name in names}
