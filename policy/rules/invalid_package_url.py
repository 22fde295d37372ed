"""`homepage`, `documentation` or `repository` is no URL of the web.

## What it does
Looks at these three fields of packages that may go to crates.io: each begins with `http://` or `https://`, and is a
URL as a whole.

## Why
crates.io refuses the package; `cargo publish --dry-run` says nothing about it.

## Example
    [package]
    name = "public-tool"
    repository = "git@github.com:example/public-tool.git"

## Fix
Write the address under which a browser shows it.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "invalid-package-url"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each such field."""
    for refusal in context.refused(NAME):
        message = f"crates.io does not take `{refusal.subject}`, which is no URL with http:// or https://"
        yield Finding(NAME, SEVERITY, message, refusal.place, "write the address as a browser has it", refusal=refusal)
