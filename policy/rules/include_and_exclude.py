"""`include` makes `exclude` void.

## What it does
Looks for packages with both lists where neither is empty.

## Why
cargo takes `include` alone, and says so only when it packs the package: what was to stay out may be published.

## Example
    [package]
    name = "public-tool"
    include = ["/src", "/data"]
    exclude = ["/data/private"]

## Fix
Keep one of them. In `include`, a pattern with `!` takes files out: `include = ["/src", "/data", "!/data/private"]`.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "include-and-exclude"
SEVERITY = "warning"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each such package."""
    for package in context.packages:
        table = package.package or {}
        if "include" not in table or "exclude" not in table:
            continue
        fields = [package.known_field(key) for key in ("include", "exclude")]
        if all(field is not None and isinstance(field.value, list) and field.value for field in fields):
            place = package.place(package.package_key, "exclude")
            advice = "keep one of them; `!` before a pattern of `include` takes files out"
            yield Finding(NAME, SEVERITY, "cargo ignores `exclude` beside `include`", place, advice)
