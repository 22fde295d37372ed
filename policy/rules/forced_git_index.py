"""crates.io is read from its git index.

## What it does
Looks for `registries.crates-io.protocol = "git"`, and for the repository of the git index as the location of
`[source.crates-io]`.

## Why
cargo then clones the whole index, which takes minutes and a gigabyte; the sparse one, the default since 1.70, is read
entry by entry. Only a very old cargo needs the repository.

## Example
    [registries.crates-io]
    protocol = "git"

## Fix
Delete the key.
"""

from collections.abc import Iterator

from policy.cargo.config_value import FILE
from policy.cargo.index_url import CRATES_IO_INDEX, canonical
from policy.cargo.names import CRATES_IO
from policy.cargo.refusal import CargoError
from policy.context import Context
from policy.edit import Edit
from policy.finding import Finding

NAME = "forced-git-index"
SEVERITY = "advice"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each key."""
    message = "crates.io is read from its git index, which is slow"
    try:
        protocol = context.config.string("registries", CRATES_IO, "protocol")
    except CargoError:
        protocol = None
    if protocol is not None and protocol.data == "git":
        fix = (Edit(protocol.place, None),) if protocol.origin == FILE else ()
        yield Finding(NAME, SEVERITY, message, protocol.place, "delete the key", fix=fix)
    source = context.sources.by_name[CRATES_IO]
    if not source.place.key or source.replace_with or source.id.kind != "registry":
        return
    if canonical(source.id.url) == canonical(CRATES_IO_INDEX):
        # its fix is that of `crates-io-source-overridden`
        yield Finding(NAME, SEVERITY, message, source.place.at("registry"), "delete the table")
