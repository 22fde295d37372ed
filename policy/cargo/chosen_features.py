"""What cargo refuses in `--features` (`members_with_features_new` in core/workspace.rs, `CliFeatures`)."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from policy.cargo.manifest import Manifest
from policy.cargo.place import Place
from policy.cargo.refusal import Phase, Refusal
from policy.cargo.workspace import Workspace

if TYPE_CHECKING:
    from policy.cargo.invocation import Invocation

_MOST = 5
"""The most suggestions that cargo makes."""


def feature_choice_refusals(
    invocation: "Invocation", workspace: Workspace, selected: Sequence[Manifest], phase: int, *step: int
) -> Iterator[Refusal]:
    """Yield what is refused in the features that are asked for. phase, step: when cargo looks for them."""
    texts = invocation.all("-F", "--features")
    asked = sorted({one for text in texts for word in text.split() for one in word.split(",") if one})
    sentence = ""
    for one in asked:
        if one.startswith("dep:") and "/" not in one:
            sentence = f"feature `{one}` is not allowed to use explicit `dep:` syntax"
        elif one.count("/") > 1:
            sentence = f"multiple slashes in feature `{one}` is not allowed"
        if sentence:
            yield Refusal("invalid-argument", Phase.SELECTION, (sentence,), Place(""), (-1,), one)
            return
    unknown = [one for one in asked if not any(_has(package, one) for package in selected)]
    if unknown and selected:
        if _has_new_resolver(workspace):
            sentence = _unknown(unknown, workspace, selected)
        elif phase == Phase.RESOLVE and workspace.packages == [workspace.current]:
            sentence = f"package `{selected[0].shown}` does not have the feature `{unknown[0]}`"
    if sentence:
        yield Refusal("invalid-argument", phase, (sentence,), Place(""), step, unknown[0])


def _has_new_resolver(workspace: Workspace) -> bool:
    """Whether features are looked for in all selected packages, and not in the one of the current folder."""
    root = workspace.root or workspace.current
    table = root.workspace or root.package or {}
    resolver = table.get("resolver", (root.package or {}).get("resolver"))
    return root.package is None or (resolver in ("2", "3") if resolver is not None else root.edition >= "2021")


def _has(package: Manifest, asked: str) -> bool:
    names = _features(package)
    dependency, slash, feature = asked.partition("/")
    if not slash:
        return asked in names
    found = {name for _, _, _, table in package.tables for name in table}
    return dependency.removesuffix("?") in found or (dependency == package.name and feature in names)


def _features(package: Manifest) -> set[str]:
    """Return what can be turned on: the features, and the optional dependencies."""
    table = package.data.get("features")
    optional = {one.name for one in package.dependencies if isinstance(one.own, dict) and one.own.get("optional")}
    return {*(table if isinstance(table, dict) else ()), *optional}


def _unknown(unknown: Sequence[str], workspace: Workspace, selected: Sequence[Manifest]) -> str:
    those = f"{'this feature' if len(unknown) == 1 else 'these features'}: {', '.join(unknown)}"
    sentence = f"the package '{selected[0].name}' does not contain {those}"
    if len(selected) > 1:
        names = ", ".join(package.name for package in selected)
        sentence = f"none of the selected packages contains {those}\nselected packages: {names}"
    others = [one.name for one in workspace.packages if one not in selected and not _features(one).isdisjoint(unknown)]
    if others:
        ends = ["s" if len(listed) > 1 else "" for listed in (others, unknown)]
        return f"{sentence}\nhelp: package{ends[0]} with the missing feature{ends[1]}: {', '.join(others)}"
    from policy.cargo.edit_distance import LIMIT, edit_distance  # only a mistake pays for it

    known = {feature for package in selected for feature in _features(package)}
    near = sorted(one for one in known if any(edit_distance(one, other) <= LIMIT for other in unknown))[:_MOST]
    if near and not any("/" in one for one in unknown):
        what = "are similarly named features" if len(near) > 1 else "is a similarly named feature"
        sentence += f"\nhelp: there {what}: {', '.join(near)}"
    return sentence
