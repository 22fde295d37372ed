"""The index of a registry looks like a sparse one, and has no `sparse+` before its URL.

## What it does
Looks at `http` and `https` URLs under `[registries]` and `[source]` for paths that known registries use for a sparse
index: `/api/v1/crates/`, `/api/cargo/NAME/index/`, `/api/packages/NAME/cargo/`, those of Cloudsmith and CodeArtifact,
and what ends in `/index/` on a host whose name does not speak of git.

## Why
Without `sparse+` cargo takes the URL for a git repository and fails to clone it.

## Example
    [registries.company]
    index = "https://kellnr.example.com/api/v1/crates/"

## Fix
Put `sparse+` before the URL. An index that really is a git repository can say so with `.git` at the end.
"""

import re
from collections.abc import Iterator

from policy.cargo.index_url import IndexUrl, parse
from policy.cargo.place import Place
from policy.cargo.publish import index_place
from policy.context import Context
from policy.finding import Finding

NAME = "missing-sparse-prefix"
SEVERITY = "warning"

_HOSTS = r"(.*\.)?cloudsmith\.io|.*\.d\.codeartifact\..*|index\.crates\.io"
_PATHS = r"/api/v1/crates/?|.*/api/cargo/[^/]+/index/?|.*/api/packages/[^/]+/cargo/?"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each URL."""
    for name, url, place in _urls(context):
        if url.scheme in ("http", "https") and _looks_sparse(url):
            message = f"the index of `{name}` looks sparse, but cargo will take it for a git repository"
            yield Finding(NAME, SEVERITY, message, place, "put `sparse+` before the URL")


def _urls(context: Context) -> Iterator[tuple[str, IndexUrl, Place]]:
    for name in context.config.registry_names():
        place = index_place(context.config, name)
        if place is not None and context.config.defines(name):
            yield name, context.config.registry_index(name, place), place
    for name, source in context.sources.by_name.items():
        # one that has the name of a registry is told with that, or by `source-differs-from-registry`
        if source.place.path and source.id.kind == "registry" and index_place(context.config, name) is None:
            yield name, parse(source.id.url), source.place.at("registry")


def _looks_sparse(url: IndexUrl) -> bool:
    if "git" in url.path.split("/") or url.path.removesuffix("/").endswith(".git"):
        return False
    if re.fullmatch(_HOSTS, url.host) or re.fullmatch(_PATHS, url.path):
        return True
    return url.path.endswith("/index/") and "git" not in url.host  # there, it may well be a repository of that name
