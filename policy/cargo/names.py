"""Which names cargo takes for registries and packages (`restricted_names.rs` of cargo-util-schemas 0.12)."""

CRATES_IO = "crates-io"

_START = "the first character must be a Unicode XID start character (most letters or `_`)"
_REST = "characters must be Unicode XID characters (numbers, `-`, `_`, or most letters)"

_NO_MARKS = str.maketrans("", "", ".-_")


def registry_name_error(name: str) -> str | None:
    """Return cargo's sentence about a name that no registry can have, or None when it can."""
    return _name_error(name, "registry name")


def package_name_error(name: str) -> str | None:
    """Return cargo's sentence about a name that no package can have, or None when it can."""
    for part in name.split("::"):
        if error := _name_error(part, "package name"):
            return error
    return None


def index_path_panic(name: str) -> str | None:
    """Return what cargo dies of where it asks a registry's index for `name`, or None (`make_dep_path` in cargo-util).

    It takes the name apart by bytes; a character that is not ASCII may lie across the cut.
    """
    if name.isascii():
        return None
    name = name.lower()
    data = name.encode()
    for end in (1,) if len(data) == 3 else (2, 4) if len(data) > 4 else (2,) if len(data) == 4 else ():
        start = len(data[:end].decode(errors="ignore").encode())
        if start < end:
            inside = data[start:].decode()[0]
            stop = start + len(inside.encode())
            where = f"it is inside '{inside}' (bytes {start}..{stop}) of `{name}`"
            return f"end byte index {end} is not a char boundary; {where}"
    return None


def misspells_crates_io(name: str) -> bool:
    """Return whether `name` is crates.io's, but not in the one spelling that cargo knows."""
    return name != CRATES_IO and name.lower().translate(_NO_MARKS) in ("cratesio", "crates")


def invalid_name_cause(name: str) -> str:
    """Return the mistake behind a name that no registry can have."""
    return "misspelt-crates-io" if misspells_crates_io(name) else "invalid-registry-name"


def environment_key(name: str) -> str:
    """Return the part of an environment variable's name that stands for the config key `name`."""
    return name.replace("-", "_").upper()


def _name_error(name: str, what: str) -> str | None:
    if not name:
        return f"{what} cannot be empty"
    first = name[0]
    if first in "0123456789":
        return f"invalid character `{first}` in {what}: `{name}`, the name cannot start with a digit"
    if not first.isidentifier():
        return f"invalid character `{first}` in {what}: `{name}`, {_START}"
    for char in name[1:]:
        if char != "-" and not f"a{char}".isidentifier():
            return f"invalid character `{char}` in {what}: `{name}`, {_REST}"
    return None
