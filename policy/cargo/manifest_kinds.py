"""What each key of a manifest must be, in the words of cargo's deserializer (cargo-util-schemas 0.12)."""

from typing import NamedTuple


class Kind(NamedTuple):
    """What a value must be. expected: serde's words for it; types: Python's types for it."""

    expected: str
    types: tuple[type, ...]


STRING = Kind("a string", (str,))
BOOLEAN = Kind("a boolean", (bool,))
LIST = Kind("a sequence", (list,))
MAP = Kind("a map", (dict,))
ENTRY = 'a version string like "0.9.8" or a detailed dependency like { version = "0.9.8" }'
STRUCTS = {
    "package": "TomlPackage",
    "project": "TomlPackage",
    "workspace": "TomlWorkspace",
    "lib": "TomlTarget",
    "hints": "Hints",
}
DEPENDENCY_TABLES = (
    "dependencies",
    "dev-dependencies",
    "dev_dependencies",
    "build-dependencies",
    "build_dependencies",
)

TOP = {
    **{name: Kind(f"struct {struct}", (dict,)) for name, struct in STRUCTS.items()},
    **dict.fromkeys((*DEPENDENCY_TABLES, "target", "features", "patch", "replace", "badges", "profile"), MAP),
    **dict.fromkeys(("bin", "example", "test", "bench", "cargo-features"), LIST),
    "lints": Kind("a lints table", (dict,)),
}
"""The keys at the top of a manifest."""

STRING_OR_SHARED = Kind("a string or workspace", (str,))
LIST_OR_SHARED = Kind("a vector of strings or workspace", (list,))
PACKAGE = {
    **dict.fromkeys(("name", "workspace", "links", "default-run", "resolver"), STRING),
    **dict.fromkeys(("default-target", "forced-target"), STRING),
    **dict.fromkeys(("edition", "description", "homepage", "documentation"), STRING_OR_SHARED),
    **dict.fromkeys(("license", "license-file", "repository"), STRING_OR_SHARED),
    **dict.fromkeys(("keywords", "categories", "authors", "include", "exclude"), LIST_OR_SHARED),
    **dict.fromkeys(("autolib", "autobins", "autoexamples", "autotests", "autobenches", "im-a-teapot"), BOOLEAN),
    "version": Kind("SemVer version", (str,)),
    "rust-version": Kind("a semver or workspace", (str,)),
    "readme": Kind("a string, a bool, or workspace", (str, bool)),
    "publish": Kind("a boolean, a vector of strings, or workspace", (bool, list)),
    "build": Kind("a boolean, string or array", (bool, str, list)),
    "metabuild": Kind("string or list of strings", (str, list)),
}
"""The keys of `[package]`."""

INHERITABLE = frozenset(key for key, kind in PACKAGE.items() if "workspace" in kind.expected) | {"version"}
"""The keys of `[package]` that a member can take from the workspace's root."""

SHARED_PACKAGE = {
    **dict.fromkeys(("edition", "description", "homepage", "documentation"), STRING),
    **dict.fromkeys(("license", "license-file", "repository"), STRING),
    **dict.fromkeys(("keywords", "categories", "authors", "include", "exclude"), LIST),
    "version": Kind("semver version", (str,)),
    "rust-version": Kind("SemVer version", (str,)),
    "readme": Kind("a boolean or string", (bool, str)),
    "publish": Kind("a boolean or vector of strings", (bool, list)),
    "badges": MAP,
}
"""The keys of `[workspace.package]`."""

WORKSPACE = {
    **dict.fromkeys(("members", "exclude", "default-members"), LIST),
    "resolver": STRING,
    "dependencies": MAP,
    "lints": MAP,
    "package": Kind("struct InheritablePackage", (dict,)),
}
"""The keys of `[workspace]`."""

DEPENDENCY = {
    **dict.fromkeys(("version", "registry", "registry-index", "path", "base", "package"), STRING),
    **dict.fromkeys(("git", "branch", "tag", "rev", "target"), STRING),
    **dict.fromkeys(("optional", "default-features", "default_features", "public", "lib"), BOOLEAN),
    "features": LIST,
    "artifact": PACKAGE["metabuild"],
}
"""The keys of a dependency's table."""

TARGET = {
    **dict.fromkeys(("name", "path", "filename", "edition"), STRING),
    **dict.fromkeys(("crate-type", "crate_type", "required-features"), LIST),
    **dict.fromkeys(("test", "doctest", "bench", "doc", "doc-scrape-examples", "harness"), BOOLEAN),
    **dict.fromkeys(("proc-macro", "proc_macro"), BOOLEAN),
}
"""The keys of `[lib]`, `[[bin]]`, `[[example]]`, `[[test]]` and `[[bench]]`."""

INHERITED_DEPENDENCY = {key: DEPENDENCY[key] for key in ("features", "optional", "default-features", "public")}
BLURRED = (PACKAGE["publish"], PACKAGE["build"], PACKAGE["metabuild"], SHARED_PACKAGE["publish"])
"""Lists in which cargo does not point at the wrong item, but at the whole."""
