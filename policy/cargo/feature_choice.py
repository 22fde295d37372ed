"""What cargo refuses in `--features` (`core/resolver/features.rs`, `members_with_features` in core/workspace.rs)."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from policy.cargo.edit_distance import LIMIT, closest_message, edit_distance
from policy.cargo.features import feature_names, feature_table, optional_names
from policy.cargo.manifest import Manifest
from policy.cargo.place import Place
from policy.cargo.refusal import Phase, Refusal
from policy.cargo.target import Target
from policy.cargo.workspace import Workspace

if TYPE_CHECKING:
    from policy.cargo.invocation import Invocation

CHOOSING_FEATURES = ("package", "publish", "metadata", "tree", "check", "build", "test", "bench", "run", "doc")


def feature_choice_refusals(
    invocation: "Invocation", workspace: Workspace, selected: Sequence[Manifest]
) -> Iterator[Refusal]:
    """Yield what is refused in the features that the command line asks for. selected: the members that are meant."""
    asked = _asked(invocation)
    yield from (_refusal(sentence, Phase.PREPARE, 2) for sentence in _form_errors(asked))
    packing = invocation.command in ("package", "publish")
    if not selected or invocation.asks_for_members:
        return
    if _looks_everywhere(workspace):
        if unknown := sorted({one for one in asked if not any(_has(package, one) for package in selected)}):
            sentence = _unknown(unknown, workspace, selected)
            yield _refusal(sentence, Phase.SELECTION, 1) if packing else _refusal(sentence, Phase.RESOLVE, 2)
    elif workspace.current.package is not None and not packing:
        members = {package.name for package in workspace.packages}
        sentences = (_missing(workspace.current, one, members) for one in sorted(asked))
        yield from (_refusal(sentence, Phase.RESOLVE, 2) for sentence in sentences if sentence)


def required_feature_refusals(
    invocation: "Invocation", workspace: Workspace, package: Manifest, target: Target
) -> Iterator[Refusal]:
    """Yield the refusal of a target that needs features which are not on (`generate_root_units`)."""
    listed = target.table.get("required-features")
    required = [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []
    if any("/" in str(name) for name in required):
        return  # what is on in the dependencies would have to be known, too
    enabled = _enabled(invocation, workspace, package)
    if any(name not in enabled for name in required):
        quoted, plain = ", ".join(f"`{name}`" for name in required), " ".join(required)
        sentence = f"target `{target.name}` in package `{package.name}` requires the features: {quoted}\n"
        sentence += f'Consider enabling them by passing, e.g., `--features="{plain}"`'
        yield Refusal("invalid-argument", Phase.COMPILE, (sentence,), Place(""), (0, 9), target.name or "")


def _enabled(invocation: "Invocation", workspace: Workspace, package: Manifest) -> set[str]:
    """Return the features of a member that are on: by the command line, by default, and for other members."""
    is_asked = _looks_everywhere(workspace) or package is workspace.current
    if is_asked and invocation.has("--all-features"):
        return feature_names(package)
    waiting = [] if is_asked and invocation.has("--no-default-features") else ["default"]
    for name in _asked(invocation) if is_asked else ():
        owner, slash, inner = name.partition("/")
        waiting += [name] if not slash else [inner] if owner == package.name else []
    for member in workspace.packages:
        for dependency in member.notable_dependencies:
            if dependency.folder == package.folder:
                waiting += ["default", *dependency.features]
    table, enabled = feature_table(package), set()
    while waiting:
        name = waiting.pop()
        if name not in enabled:
            enabled.add(name)
            waiting += table.get(name, ())
    return enabled


def _asked(invocation: "Invocation") -> list[str]:
    return [name for text in invocation.all("-F", "--features") for name in text.replace(",", " ").split()]


def _form_errors(asked: list[str]) -> Iterator[str]:
    for name in sorted(asked):
        if name.startswith("dep:") and "/" not in name:
            yield f"feature `{name}` is not allowed to use explicit `dep:` syntax"
    for name in sorted(asked):
        if name.count("/") > 1:
            yield f"multiple slashes in feature `{name}` is not allowed"


def _looks_everywhere(workspace: Workspace) -> bool:
    """Whether the features are those of all selected members (`allows_new_cli_feature_behavior`), or of the current."""
    root = workspace.root or workspace.current
    if workspace.current.package is None:
        return True
    resolver = (root.workspace or {}).get("resolver", (root.package or {}).get("resolver"))
    return resolver != "1" if resolver is not None else root.package is not None and root.edition >= "2021"


def _has(package: Manifest, asked: str) -> bool:
    """Whether a feature, or `DEPENDENCY/FEATURE`, is one of a package's."""
    name, slash, inner = asked.partition("/")
    name = name.removesuffix("?")
    if not slash:
        return name in feature_names(package) or name in optional_names(package)
    return any(name == dependency.name for dependency in package.dependencies) or (
        name == package.name and _has(package, inner)
    )


def _unknown(unknown: list[str], workspace: Workspace, selected: Sequence[Manifest]) -> str:
    one = len(unknown) == 1
    these, names = ("this feature" if one else "these features"), ", ".join(unknown)
    if len(selected) == 1:
        sentence = f"the package '{selected[0].name}' does not contain {these}: {names}"
    else:
        members = ", ".join(package.name for package in selected)
        sentence = f"none of the selected packages contains {these}: {names}\nselected packages: {members}"
    chosen = {package.path for package in selected}
    others = [package for package in workspace.packages if package.path not in chosen]
    owners = [package.name for package in others if not feature_names(package).isdisjoint(unknown)]
    if owners:
        many, end = "s" if len(owners) > 1 else "", "" if one else "s"
        return f"{sentence}\nhelp: package{many} with the missing feature{end}: {', '.join(owners)}"
    if any("/" in name for name in unknown):
        return sentence  # cargo looks further for what may be meant
    known = [name for package in selected for name in (*sorted(feature_names(package)), *optional_names(package))]
    alike = {near: None for name in unknown for near in known if edit_distance(near, name) <= LIMIT}
    if alike:
        verb = "is a similarly named feature" if len(alike) == 1 else "are similarly named features"
        return f"{sentence}\nhelp: there {verb}: {', '.join(alike)}"
    return sentence


def _missing(package: Manifest, asked: str, members: set[str]) -> str:
    """Return what the resolver says of a feature that the current package does not have, or ""."""
    name, slash, _ = asked.partition("/")
    name = name.removesuffix("?")
    names = [dependency.name for dependency in package.dependencies]
    if slash:
        known = name in names or name in members
        return "" if known else f"package `{package.shown}` does not have a dependency named `{name}`"
    if name in feature_names(package):
        return ""
    if name in optional_names(package):
        return ""  # where there is a `dep:` of the name; cargo has more to say
    if name in names:
        sentence = "a dependency with that name exists but it is required dependency and only optional dependencies can"
        return f"package `{package.shown}` does not have feature `{name}`\n\nhelp: {sentence} be used as features."
    closest = closest_message(name, sorted(feature_names(package)), "feature")
    return f"package `{package.shown}` does not have the feature `{name}`{closest}"


def _refusal(sentence: str, phase: int, step: int) -> Refusal:
    return Refusal("invalid-argument", phase, (sentence,), Place(""), (step,))
