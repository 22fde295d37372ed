"""A large workspace is looked at in parts, and of the manifests in which there is nothing to find little is kept.

What is left is checked as a whole, as any other workspace is: a manifest that goes through the sieve by mistake costs
time, and nothing else. One that is held back must be one about which nothing would be said, whatever the other packages
are like; a test checks every case of the rules in parts of one manifest and as a whole.
"""

from collections.abc import Callable, Iterator
from typing import Any

from policy.cargo.manifest import Manifest
from policy.cargo.toml_file import read_toml
from policy.cargo.workspace import Workspace
from policy.context import Context
from policy.rules import MANIFESTS, POLICY, RULES

PART = 64
"""How many manifests are looked at together."""

Look = Callable[[Workspace], Context]
"""Returns the context of a part of a workspace, with what is refused there."""


def nothing_to_find(workspace: Workspace, paths: list[str], look: Look) -> Iterator[Manifest]:
    """Yield those of the manifests at `paths`, members of `workspace`, in which there is nothing to find."""
    sieve = Sieve(workspace, look)
    for start in range(0, len(paths), PART):
        yield from sieve.clean(paths[start : start + PART])


class Sieve:
    """Tells the manifests in which there is nothing to find from the others, part by part."""

    def __init__(self, workspace: Workspace, look: Look) -> None:
        self._workspace = workspace
        self._look = look
        self._known: set[tuple[Any, ...]] = set()
        self._news({})  # what would be said without any manifest

    def clean(self, paths: list[str]) -> Iterator[Manifest]:
        """Yield the manifests at `paths` in which there is nothing to find."""
        root = self._workspace.root
        manifests = {path: Manifest(read_toml(path), root) for path in paths}
        found = self._news(manifests)
        for path, manifest in manifests.items():
            is_package = manifest.package is not None and manifest.workspace is None
            if root is not None and is_package and path not in found and not found - manifests.keys():
                yield Manifest.remembered(path, manifest.told, root)
            manifest.__dict__.clear()  # it and its dependencies know each other, and nobody looks for such circles

    def _news(self, manifests: dict[str, Manifest]) -> set[str]:
        """Return the files in which something is found; of what is in no manifest of the part, what is new."""
        context = self._look(self._workspace.part([*manifests.values()]))
        keys = {(one.cause, one.place, one.subject or one.chain[-1]) for one in context.refusals}
        for listed in RULES:
            if listed.looks_at in (MANIFESTS, POLICY) and listed.concerns(context):
                keys |= {(one.rule, one.place, one.message) for one in listed.rule.check(context)}
        news = {key for key in keys if key[1].path in manifests} | (keys - self._known)
        self._known |= {key for key in keys if key[1].path not in manifests}
        return {key[1].path for key in news}
