"""The sparse index: where a crate's file lies, and the line that a publish adds to it.

Layout and fields: the Cargo Book, chapter Registries, sections Index Format and Publish.
"""

import hashlib
from typing import Any


def path_of(name: str) -> str:
    """Return the path of a crate's file below the index, such as `se/rd/serde`."""
    lower = name.lower()
    match len(lower):
        case 1 | 2:
            return f"{len(lower)}/{lower}"
        case 3:
            return f"3/{lower[0]}/{lower}"
    return f"{lower[:2]}/{lower[2:4]}/{lower}"


def line_of(metadata: dict[str, Any], crate: bytes) -> dict[str, Any]:
    """Return the index entry for what `cargo publish` sent: its JSON and the .crate file."""
    plain, extended = _features(metadata.get("features") or {})
    line: dict[str, Any] = {
        "name": metadata["name"],
        "vers": metadata["vers"],
        "deps": [_dependency(entry) for entry in metadata.get("deps", [])],
        "cksum": hashlib.sha256(crate).hexdigest(),
        "features": plain,
        "yanked": False,
        "links": metadata.get("links"),
    }
    if extended:
        line |= {"features2": extended, "v": 2}
    if metadata.get("rust_version"):
        line["rust_version"] = metadata["rust_version"]
    return line


def _dependency(entry: dict[str, Any]) -> dict[str, Any]:
    """Turn a dependency of an upload, which goes by its real name, into one of the index, by its name in Cargo.toml."""
    renamed = entry.get("explicit_name_in_toml")
    dependency = {
        "name": renamed or entry["name"],
        "req": entry["version_req"],
        "features": entry.get("features", []),
        "optional": entry.get("optional", False),
        "default_features": entry.get("default_features", True),
        "target": entry.get("target"),
        "kind": entry.get("kind", "normal"),
        "registry": entry.get("registry"),  # absent in both: the same registry
    }
    return {**dependency, "package": entry["name"]} if renamed else dependency


def _features(features: dict[str, list[str]]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Part the features that every cargo reads from those with `dep:` or `?`, which older ones must not see."""
    extended = {
        name for name, values in features.items() if any(value.startswith("dep:") or "?" in value for value in values)
    }
    plain = {name: values for name, values in features.items() if name not in extended}
    return plain, {name: values for name, values in features.items() if name in extended}
