"""The names and addresses that the generator uses: few, so that they meet."""

PACKAGES = ("foo", "a", "b")
"""The packages of a tree, and the folders of all but the first, which is at the top."""

CRATES = ("serde", "shared", "log", "internal-utils")
"""Crates of the registries on loopback; not every registry has them all."""

REGISTRIES = ("company", "partner")
URLS = (
    "sparse+https://registry.example.com/index/",
    "sparse+https://partner.example.com/index/",
)
STRANGE_NAMES = ("crates-io", "crates.io", "nope", "Company", "com pany", "", "1st", "größe")
STRANGE_URLS = (
    "sparse+https://registry.example.com/index",
    "https://registry.example.com/index/",
    "sparse+https://user:pw@registry.example.com/index/",
    "../index",
    "git@example.com:o/i.git",
    "sparse:https://registry.example.com/index/",
    "${URL}",
    "file:idx",
)
