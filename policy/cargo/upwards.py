"""What is looked for from a folder upwards: the nearest manifest."""

import os
from collections.abc import Iterator

from policy.cargo.place import Place
from policy.cargo.refusal import CargoError

MANIFEST = "Cargo.toml"


def find_manifest(folder: str) -> str:
    """Return the path of the manifest in `folder` or the nearest folder above it.

    Raises CargoError with cargo's sentence where there is none.
    """
    misspelt = False
    for current in upwards(folder):
        path = os.path.join(current, MANIFEST)
        if os.path.exists(path):
            return path
        misspelt = misspelt or os.path.exists(os.path.join(current, "cargo.toml"))
    hint = ", but found cargo.toml please try to rename it to Cargo.toml" if misspelt else ""
    sentence = f"could not find `{MANIFEST}` in `{folder}` or any parent directory{hint}"
    raise CargoError(sentence, place=Place(folder))


def upwards(folder: str) -> Iterator[str]:
    """Yield `folder` and every folder above it, the nearest first."""
    while True:
        yield folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return
        folder = parent
