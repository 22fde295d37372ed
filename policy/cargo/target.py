"""A target of a package: a library, a binary, an example, a test, a benchmark; and where its file is looked for."""

import os
from typing import Any, NamedTuple

from policy.cargo.place import Place

LIBRARY = "src/lib.rs"
MAIN = "src/main.rs"
BUILD_SCRIPT = "build.rs"
FOLDERS = {"bin": "src/bin", "example": "examples", "test": "tests", "bench": "benches"}
"""The kinds of targets of which a package can have many, in cargo's order, and where cargo finds them by itself."""

WRONG_FOLDERS = {"bin": "src/bins", "example": "example", "test": "test", "bench": "bench"}
"""Where people put them who do not know it."""

AUTOMATIC = {
    "lib": "autolib",
    "bin": "autobins",
    "example": "autoexamples",
    "test": "autotests",
    "bench": "autobenches",
}
"""The keys of `[package]` that switch this off."""

NO_TARGETS = (
    "no targets specified in the manifest\n"
    "either src/lib.rs, src/main.rs, a [lib] section, or [[bin]] section must be present"
)
"""What cargo says of a package without any."""

IN_WORDS = {"lib": "library", "bin": "binary", "example": "example", "test": "test", "bench": "benchmark"}


class Target(NamedTuple):
    """One target.

    kind: "lib", or a key of FOLDERS.
    name: its name; None where its table has none, which cargo refuses.
    path: from the package's folder; None where none is given and none was found.
    table: what the manifest says of it; empty where cargo found it by itself.
    place: its table, or the package where it has none.
    """

    kind: str
    name: str | None
    path: str | None
    table: dict[str, Any]
    place: Place

    @property
    def crate_types(self) -> list[str] | None:
        """The types that the manifest gives, under either spelling of the key."""
        found: list[str] | None = self.table.get("crate-type", self.table.get("crate_type"))
        return found

    @property
    def is_proc_macro(self) -> bool:
        """Whether it is a procedural macro, by its flag or by its crate type."""
        flag = self.table.get("proc-macro", self.table.get("proc_macro"))
        return bool("proc-macro" in (self.crate_types or ()) if flag is None else flag)

    def flag(self, key: str, default: bool) -> bool:
        """Return what a switch such as `test` or `bench` is set to."""
        return bool(self.table.get(key, default))


def listed_names(folder: str) -> dict[str, bool]:
    """Return the names in a package's folder and in its `src`, in lower case: not every file system tells the case.

    The value says whether a file of just this name is there, as it is not where a link may lead nowhere.
    Two questions to the file system instead of one for each file that cargo would look for.
    """
    try:
        with os.scandir(folder) as entries:
            names = {entry.name.lower(): entry.name.islower() and not entry.is_symlink() for entry in entries}
        if "src" in names:
            with os.scandir(f"{folder}/src") as entries:
                for entry in entries:
                    names[f"src/{entry.name.lower()}"] = entry.name.islower() and not entry.is_symlink()
    except OSError:
        return dict.fromkeys((LIBRARY, MAIN, *FOLDERS.values()), False)  # what is there is not to be known in this way
    return names


def files_in(folder: str, relative: str) -> list[tuple[str, str]]:
    """Return (name, path from `folder`) of each target that cargo finds in a folder of the package.

    These are the files that end in `.rs` and the folders with a `main.rs`, in the order of the file system.
    """
    found = []
    try:
        with os.scandir(os.path.join(folder, relative)) as entries:
            for entry in entries:
                name = entry.name
                if name.startswith(".") or not (name.isascii() or _is_text(name)):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    if os.path.exists(os.path.join(entry.path, "main.rs")):
                        found.append((name, f"{relative}/{name}/main.rs"))
                elif name.endswith(".rs"):
                    found.append((name[:-3], f"{relative}/{name}"))
    except OSError:
        pass  # to cargo there are none either
    return found


def _is_text(name: str) -> bool:
    """Whether a file's name is UTF-8; cargo passes the others over."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
