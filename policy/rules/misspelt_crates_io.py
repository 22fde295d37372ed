"""crates.io is named in a spelling that cargo does not know.

## What it does
Looks for `crates.io`, `cratesio`, `crates_io`, `crates` and other spellings wherever a registry is named: in a
dependency, in `package.publish`, in `registry.default`, in `[patch.NAME]` and in `--registry`. A registry that is
really defined under such a name is left alone.

## Why
cargo knows crates.io as `crates-io` alone. A dependency with another spelling stops every command; in a publish list it
stops the release.

## Example
    [package]
    publish = ["crates.io"]

## Fix
Write `crates-io`. A dependency needs no `registry` at all: crates.io is where cargo looks anyway.
"""

import os
from collections.abc import Iterator

from policy.cargo.named_registries import is_unused
from policy.cargo.names import CRATES_IO
from policy.cargo.place import Place
from policy.context import Context
from policy.edit import Edit
from policy.finding import Finding
from policy.registry_names import renamed

NAME = "misspelt-crates-io"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each place with another spelling."""
    for refusal in context.refused(NAME):
        message = f"cargo's name for crates.io is `{CRATES_IO}`, not `{refusal.subject}`"
        place, advice = refusal.place, f"write `{CRATES_IO}`"
        fix = renamed(context, place, CRATES_IO)
        if place.key[-1:] == ("registry",):
            advice, fix = "leave the key out: crates.io is where cargo looks anyway", _removal(place)
        if is_unused(refusal):
            yield Finding(NAME, "warning", message, place, advice, fix=fix)
        else:
            yield Finding(NAME, SEVERITY, message, place, advice, refusal=refusal, fix=fix)


def _removal(place: Place) -> tuple[Edit, ...]:
    return (Edit(place, None),) if os.path.isabs(place.path) else ()
