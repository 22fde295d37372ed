"""A package has a name that crates.io keeps to itself.

## What it does
Compares the names of packages that may go to crates.io with its list of reserved names; capital letters do not count,
nor does the difference of `-` and `_`. The list has a date, and the live service may have more names.

## Why
crates.io refuses the package: names such as those of the standard library's crates are for nobody.

## Example
    [package]
    name = "compiler_rt"

## Fix
Choose another name, or say `publish = false`.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "reserved-crate-name"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each such package."""
    if not context.refused(NAME):
        return
    from policy.crates_io.reserved_names import DATE

    for refusal in context.refused(NAME):
        message = f"crates.io reserves the name `{refusal.subject}`"
        advice = f"choose another name; the list of reserved ones is of {DATE}"
        yield Finding(NAME, SEVERITY, message, refusal.place, advice, refusal=refusal)
