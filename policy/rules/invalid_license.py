"""The licence of a package for crates.io is no SPDX expression.

## What it does
Reads `license` as crates.io does: identifiers of the SPDX list in their exact spelling, joined by `AND`, `OR` and
`WITH`. Deprecated identifiers, `/` for `OR` and `GPL-3.0+` are good there.

## Why
crates.io refuses the package; `cargo publish --dry-run` says nothing about it.

## Example
    [package]
    name = "public-tool"
    description = "A tool for everybody."
    license = "Apache 2.0"

## Fix
Write an expression such as `MIT OR Apache-2.0`. A licence that is not in the list goes into a file, which
`license-file` names instead of `license`.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.edit import Edit
from policy.finding import Finding
from policy.suspects import is_private, suspicious

NAME = "invalid-license"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each such licence, with its fix where it is clear what is meant."""
    if not context.refused(NAME):
        return
    from policy.crates_io.licence import licence_error
    from policy.crates_io.licence_correction import corrected

    private = {suspect.package.path for suspect in suspicious(context)}
    packages = {package.name: package for package in context.packages}
    for refusal in context.refused(NAME):
        package = packages[refusal.subject]
        licence = package.known_field("license")
        text = licence.value if licence else ""
        if package.path in private and is_private(text):
            continue
        reason = (licence_error(text) or "").rpartition("\n")[2].lstrip(" ^-")
        message = f"crates.io does not take the licence `{text}`: {reason}"
        better = corrected(text)
        advice = f"write `{better}`" if better else "write an SPDX expression, or name the file with `license-file`"
        fix = (Edit(refusal.place, f'"{better}"'),) if better else ()
        yield Finding(NAME, SEVERITY, message, refusal.place, advice, refusal=refusal, fix=fix)
