"""A config file holds a table of a manifest.

## What it does
Looks at the top of each config file for the tables that cargo reads from Cargo.toml alone: `[package]`,
`[dependencies]`, `[features]`, `[workspace]` and the others.

## Why
cargo passes over them without a word: what was to be left out of a package is in it.

## Example
    # .cargo/config.toml
    [package]
    exclude = ["tests/fixtures/*"]

## Fix
Move the table to Cargo.toml.
"""

from collections.abc import Iterator

from policy.cargo.place import Place
from policy.context import Context
from policy.finding import Finding

NAME = "manifest-key-in-config"
SEVERITY = "warning"

_KEYS = frozenset(
    {
        "badges",
        "bench",
        "bin",
        "build-dependencies",
        "cargo-features",
        "dependencies",
        "dev-dependencies",
        "example",
        "features",
        "lib",
        "lints",
        "package",
        "project",
        "replace",
        "test",
        "workspace",
    }
)


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each such key."""
    for path, file in context.config.files.files.items():
        for key in file.data:
            if key in _KEYS or (key == "publish" and not _is_config(file.data[key])):
                message = f"cargo does not read `{key}` in a config file"
                yield Finding(NAME, SEVERITY, message, Place(path, (key,), "key"), "move it to Cargo.toml")


def _is_config(publish: object) -> bool:
    """Whether `publish` is the table of settings that the nightly channel knows."""
    return isinstance(publish, dict) and publish.keys() <= {"timeout"}
