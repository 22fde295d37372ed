"""A job or an image gives a registry another index than the project's config does.

## What it does
Looks at `CARGO_REGISTRIES_<NAME>_INDEX` in CI files, Dockerfiles, scripts, Makefiles and `.env`, for a registry that
the project's own config defines. Values with a variable in them, placeholders, this machine and hosts without a
domain, such as the services of a job, are no mistake.

## Why
One name then stands for two registries. The URL is what Cargo.lock keeps: `cargo build --locked` is refused where the
lock file was written with the other one, and a publish goes where nobody looks.

## Example
    # .cargo/config.toml
    [registries.company]
    index = "sparse+https://registry.example.com/index/"
    # .gitlab-ci.yml
    variables:
      CARGO_REGISTRIES_COMPANY_INDEX: sparse+https://old.example.com/index/

## Fix
Leave the variable out, for cargo finds the config; or correct the one that is wrong.
"""

from collections.abc import Iterator

from policy.cargo.index_url import canonical, parse
from policy.cargo.names import environment_key
from policy.cargo.place import Place
from policy.context import Context
from policy.finding import Finding, Label
from policy.whose_config import project_files

NAME = "registry-index-mismatch"
SEVERITY = "warning"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each variable that is set to another index."""
    indexes = [one for one in context.repository.assignments if one.name.endswith("_INDEX")]
    defined = _defined(context) if indexes else {}
    for one in indexes:
        name, index, place = defined.get(one.name, ("", "", Place("")))
        if name and not one.file.is_documentation and _is_another(one.value, index):
            message = f"registry `{name}` has another index here than in the config of the project"
            advice = f"leave `{one.name}` out, or correct the one that is wrong"
            yield Finding(NAME, SEVERITY, message, one.place, advice, (Label(place, "the other one"),))


def _defined(context: Context) -> dict[str, tuple[str, str, Place]]:
    """Return for each variable its registry in the project's own config: the name, the index, and its place."""
    found: dict[str, tuple[str, str, Place]] = {}
    for file in project_files(context.config):
        registries = file.data.get("registries")
        for name, table in registries.items() if isinstance(registries, dict) else ():
            index = table.get("index") if isinstance(table, dict) else None
            if isinstance(index, str):
                place = Place(file.path, ("registries", name, "index"))
                found.setdefault(f"CARGO_REGISTRIES_{environment_key(name)}_INDEX", (name, index, place))
    return found


def _is_another(value: str, index: str) -> bool:
    """Whether `value` leads to another registry than `index`, for everybody who can see it."""
    if any(mark in value for mark in "$<{%"):
        return False
    try:
        url = parse(value)
        return not url.is_loopback and "." in url.host and canonical(value) != canonical(index)
    except ValueError:  # `invalid-index-url`
        return False
