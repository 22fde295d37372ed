"""Whether the manifests of a workspace belong together (`validate` in `core/workspace.rs` of cargo 1.95)."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from policy.cargo.manifest import Manifest
from policy.cargo.members import is_excluded, member_folders
from policy.cargo.place import Place
from policy.cargo.refusal import CargoError
from policy.cargo.upwards import MANIFEST

if TYPE_CHECKING:
    from policy.cargo.workspace import Workspace


def membership_errors(workspace: "Workspace", root: Manifest) -> Iterator[CargoError]:
    """Yield what cargo finds wrong once all members are known; the first error is the one it prints.

    root: the root of the workspace. The members that were passed over are only asked for their names.
    """
    names: dict[str, Manifest] = {}
    for member in workspace.packages:
        old = names.setdefault(member.name, member)
        if member.name and old is not member:
            both = f"two packages named `{member.name}` in this workspace:\n- {old.path}\n- {member.path}"
            yield _invalid(both, member.place("package", "name"))
    rest = [member for member in workspace.members if member.path not in workspace.passed]
    roots = [member.folder for member in rest if member.workspace is not None]
    if root.workspace is not None and len(roots) > 1:
        lines = "\n".join(f"  {folder}" for folder in roots)
        place = root.place("workspace", part="key")
        yield _invalid(f"multiple workspace roots found in the same workspace:\n{lines}", place)
    for member in rest:
        if error := _wrong_root(workspace, member, root):
            yield error
    if root.file.problem is None and workspace.current.folder not in workspace.folders:
        yield _not_a_member(workspace.current, root)


def _wrong_root(workspace: "Workspace", member: Manifest, root: Manifest) -> CargoError | None:
    """Return what cargo says of a member that has another root, or none."""
    pointer = (member.package or {}).get("workspace")
    is_below = member is root or member.path.startswith(root.folder + os.sep)
    if not isinstance(pointer, str) and is_below:
        return None
    above = workspace.root_of(member)
    actual = above.path if above is not None else None
    if isinstance(pointer, str):
        actual = os.path.normpath(os.path.join(member.folder, pointer, MANIFEST))
    if actual == root.path or member.file.problem is not None:
        return None
    if actual is None:
        sentence = f"workspace member `{member.path}` is not hierarchically below the workspace root `{root.path}`"
    else:
        sentence = f"package `{member.path}` is a member of the wrong workspace"
        sentence += f"\nexpected: {root.path}\nactual:   {actual}"
    return _invalid(sentence, workspace.named_at(member))


def strange_default_members(workspace: "Workspace", root: Manifest) -> Iterator[CargoError]:
    """Yield what is wrong with `default-members`, which cargo looks at before it knows all members."""
    if root is not workspace.current or "default-members" not in (root.workspace or {}):
        return  # cargo does not look at them from elsewhere
    listed = {folder for _, folder, _ in member_folders(root, "members")}
    for number, folder, glob in member_folders(root, "default-members"):
        normal = os.path.normpath(folder)
        is_left_out = normal in listed and is_excluded(root, os.path.join(normal, MANIFEST))
        if normal not in workspace.folders and not is_left_out:
            via = f" via `{glob}`" if glob else ""
            sentence = f"package `{folder}` is listed in default-members{via} but is not a member\nfor workspace at"
            place = root.place("workspace", "default-members", number)
            yield _invalid(f"{sentence} `{root.path}`.", place)


def _not_a_member(current: Manifest, root: Manifest) -> CargoError:
    relative = os.path.relpath(current.folder, root.folder)
    listed = root.package is None or "members" in (root.workspace or {})
    fix = (
        f"this may be fixable by adding `{relative}` to the `workspace.members` array of the manifest located at: "
        if listed
        else "this may be fixable by ensuring that this crate is depended on by the workspace root: "
    )
    return _invalid(
        f"current package believes it's in a workspace when it's not:\ncurrent:   {current.path}\n"
        f"workspace: {root.path}\n\n{fix}{root.path}\n"
        "Alternatively, to keep it out of the workspace, add the package to the `workspace.exclude` array, "
        "or add an empty `[workspace]` table to the package's manifest.",
        current.place("package", part="key"),
    )


def _invalid(sentence: str, place: Place) -> CargoError:
    return CargoError(sentence, place=place, cause="invalid-workspace")
