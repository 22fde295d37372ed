"""The name of a registry says what may change: a host, a port, a date.

## What it does
Looks at the names under `[registries]` in a project's config: the registry's host or port in it, `localhost`, a date,
and words such as `tmp` and `test1`.

## Why
The name goes into every manifest and every publish list that names the registry, for as long as their versions are
used. Where the registry is can change; its name should not have to.

## Example
    [registries.kellnr-8000]
    index = "sparse+https://kellnr.example.com:8000/api/v1/crates/"

## Fix
Name it after whose it is or what it is for, such as `company`.
"""

import re
from collections.abc import Iterator

from policy.cargo.index_url import parse
from policy.context import Context
from policy.finding import Finding
from policy.registry_names import defined_in_project

NAME = "unstable-registry-name"
SEVERITY = "advice"

_DATE = r"(19|20)\d\d((0[1-9]|1[0-2])([0-3]\d)?)?"
_WORDS = rf"localhost|tmp\d*|temp\d*|test\d+|{_DATE}"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each name."""
    for name, value in defined_in_project(context):
        index = value.table.get("index")
        part = _changing(name, str(index.data) if index else "")
        if part:
            message = f"`{part}` in the name of registry `{name}` may change"
            place = value.place._replace(part="key")
            yield Finding(NAME, SEVERITY, message, place, "name it after whose it is or what it is for")


def _changing(name: str, index: str) -> str:
    """Return the part of a name that is not for ever; "" where there is none."""
    words = name.lower().replace("_", "-").replace(".", "-").split("-")
    try:
        url = parse(index)
    except ValueError:
        return next((word for word in words if _is_passing(word)), "")
    if "." in url.host and url.host.replace(".", "-") in name.lower().replace("_", "-"):
        return url.host
    return next((word for word in words if word == url.port or _is_passing(word)), "")


def _is_passing(word: str) -> bool:
    # few words begin so, and a pattern takes its time
    return word.startswith(("localhost", "tmp", "temp", "test", "19", "20")) and re.fullmatch(_WORDS, word) is not None
