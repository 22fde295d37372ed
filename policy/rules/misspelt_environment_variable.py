"""A variable for a registry has lower-case letters or dashes, and is ignored.

## What it does
Looks for `CARGO_REGISTRIES_<NAME>_INDEX`, `_TOKEN`, `_SECRET_KEY` and `_CREDENTIAL_PROVIDER` in CI files, Dockerfiles,
scripts, `.env` and the code blocks of the documentation. There it is a warning.

## Why
cargo writes the name of a registry in upper case, with `_` for `-`, and reads no other spelling: it warns that the
variable has no effect, and goes on as if it were not there.

## Example
    # .github/workflows/release.yml
    env:
      CARGO_REGISTRIES_my-registry_TOKEN: ${{ secrets.REGISTRY_TOKEN }}

## Fix
Write `CARGO_REGISTRIES_MY_REGISTRY_TOKEN`.
"""

from collections.abc import Iterator

from policy.cargo.names import environment_key
from policy.context import Context
from policy.finding import Finding
from policy.repository.assignments import Assignment

NAME = "misspelt-environment-variable"
SEVERITY = "error"

_BEGIN = "CARGO_REGISTRIES_"
_ENDS = ("_INDEX", "_TOKEN", "_SECRET_KEY", "_CREDENTIAL_PROVIDER")


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each variable that cargo does not read."""
    for one in _misspelt(context):
        severity = "warning" if one.file.is_documentation else SEVERITY
        advice = f"write `{environment_key(one.name)}`"
        yield Finding(NAME, severity, f"cargo does not read `{one.name}`", one.place, advice)


def registries(context: Context) -> set[str]:
    """Return the registries that only such a variable defines."""
    indexes = (one.name for one in _misspelt(context) if one.name.endswith("_INDEX") and not one.file.is_documentation)
    names = {index.removeprefix(_BEGIN).removesuffix("_INDEX") for index in indexes}
    return names | {name.replace("_", "-") for name in names}


def _misspelt(context: Context) -> Iterator[Assignment]:
    for one in context.repository.assignments:
        right = environment_key(one.name)
        if right != one.name and one.name.startswith(_BEGIN) and right.endswith(_ENDS):
            yield one
