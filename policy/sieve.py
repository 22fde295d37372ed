"""A large workspace is looked at in parts, and of the manifests in which there is nothing to find little is kept.

What is left is checked as a whole, as any other workspace is: a manifest that goes through the sieve by mistake costs
time, and nothing else. One that is held back must be one about which nothing would be said, whatever the other packages
are like; a test checks every case of the rules in parts of one manifest and as a whole. Most need not even be parsed,
because they are `alike`.
"""

import os
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import chain
from typing import Any

from policy.alike import Alike
from policy.cargo.manifest import Manifest
from policy.cargo.origins import Origins
from policy.cargo.told import Told
from policy.cargo.toml_file import TomlFile, parsed, read_text
from policy.cargo.workspace import Workspace
from policy.context import Context
from policy.listed import IN_PARTS
from policy.outline import Outline
from policy.rules import RULES
from policy.second_process import SecondProcess, is_of_use

PART = 16
"""How many manifests are looked at together: few, so that they are still in the processor's cache."""

Sifted = tuple[list[tuple[str, tuple[Any, ...]]], set[str], dict[str, set[str]]]
"""Of manifests in which there is nothing to find: the path and what is to be remembered of each; their `Origins`."""

Look = Callable[[Workspace], Context]
"""Returns the context of a part of a workspace, with what is refused there."""


def nothing_to_find(workspace: Workspace, paths: list[str], look: Look) -> Iterable[Manifest]:
    """Return those of the manifests at `paths`, members of `workspace`, in which there is nothing to find."""
    root = workspace.root
    if root is None:
        return ()
    sieve = Sieve(workspace, look)
    parts = [paths[start : start + PART] for start in range(0, len(paths), PART)]
    mine, others = (parts[::2], parts[1::2]) if is_of_use() else (parts, [])
    other = SecondProcess(lambda: sieve.sifted(others)) if others else None
    try:
        results = [sieve.sifted(mine)]
    except BaseException:
        if other is not None:
            other.abandon()
        raise
    if other is not None:
        results.append(other.result() or sieve.sifted(others))
    for _, crates_io, elsewhere in results:
        workspace.origins.include(Origins(crates_io, elsewhere))
    return (Manifest.remembered(path, Told(*told), root) for found, _, _ in results for path, told in found)


class Sieve:
    """Tells the manifests in which there is nothing to find from the others, part by part."""

    def __init__(self, workspace: Workspace, look: Look) -> None:
        self._workspace = workspace
        self._look = look
        self._top = os.path.dirname(workspace.root.path) + os.sep if workspace.root else ""
        self._known: set[tuple[Any, ...]] = set()
        context = look(workspace.part([]))
        self._news(context, ())  # what would be said without any manifest
        self._alike = Alike(workspace, context.settings.allow, _names_matter(context))

    def sifted(self, parts: Iterable[list[str]]) -> Sifted:
        """Return what is to be remembered of the manifests in which there is nothing to find."""
        origins = Origins()
        found: list[tuple[str, tuple[Any, ...]]] = []
        waiting: dict[str, tuple[TomlFile, Outline | None]] = {}
        for path in chain.from_iterable(parts):
            text = read_text(path)
            outline = self._alike.outline(path, text) if isinstance(text, str) else None
            if outline and (told := self._alike.told(path, outline, origins)):
                found.append((path, tuple(told)))
                continue
            waiting[path] = parsed(path, text), outline
            if len(waiting) == PART:
                found += self._clean(waiting, origins)
                waiting.clear()
        found += self._clean(waiting, origins)
        return found, origins.crates_io, origins.others

    def _clean(
        self, files: dict[str, tuple[TomlFile, Outline | None]], origins: Origins
    ) -> Iterator[tuple[str, tuple[Any, ...]]]:
        root = self._workspace.root
        manifests = {path: Manifest(file, root) for path, (file, _) in files.items()}
        context = self._look(self._workspace.part([*manifests.values()]))
        found = self._news(context, manifests)
        for path, manifest in manifests.items():
            is_member = manifest.is_package and manifest.workspace is None
            # a package that says where its root is, or is not below it, may be one of another workspace
            is_ours = is_member and "workspace" not in (manifest.package or ()) and path.startswith(self._top)
            if is_ours and path not in found and not found - manifests.keys():
                origins.add(manifest)
                outline = files[path][1]
                if outline:
                    self._alike.learn(outline, manifest, context)
                yield path, tuple(manifest.told)
            elif is_member:
                self._workspace.read[path] = manifest
                continue
            manifest.__dict__.clear()  # it and its dependencies know each other, and nobody looks for such circles

    def _news(self, context: Context, manifests: Collection[str]) -> set[str]:
        """Return the files in which something is found; of what is in no manifest of the part, what is new."""
        keys = {(one.cause, one.place, one.subject or one.chain[-1]) for one in context.refusals}
        for listed in RULES:
            if listed.looks_at in IN_PARTS and listed.concerns(context):
                keys |= {(one.rule, one.place, one.message) for one in listed.rule.check(context)}
        news = {key for key in keys if key[1].path in manifests} | (keys - self._known)
        self._known |= {key for key in keys if key[1].path not in manifests}
        return {key[1].path for key in news}


def _names_matter(context: Context) -> bool:
    """Whether packages come from a folder, in which one of them may be missing, or have another in their place."""
    root = context.workspace.root if context.workspace else None
    patched = {"patch", "replace"} & (root.data.keys() if root else {}.keys()) or "patch" in context.config.root.table
    return bool(patched) or context.sources.has_directories
