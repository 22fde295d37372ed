"""A registry has a name that cargo does not accept.

## What it does
Looks at the names of registries in dependencies, in `package.publish`, in `registry.default` and in `--registry`:
letters, digits, `-` and `_`, not starting with a digit.

## Why
cargo refuses such a name where it meets it: in a dependency for every command, elsewhere when the registry is used. A
URL or `crates.io` in `package.publish` is the most frequent form.

## Example
    [package]
    publish = ["crates.io"]

## Fix
Use the name under `[registries]`; crates.io is called `crates-io`.
"""

from collections.abc import Iterator

from policy.cargo.names import registry_name_error
from policy.context import Context
from policy.finding import Finding

NAME = "invalid-registry-name"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each name that is no name."""
    seen = set()
    for refusal in context.refused(NAME):
        seen.add(refusal.place)
        yield Finding(
            NAME, SEVERITY, _message(refusal.subject), refusal.place, _advice(refusal.subject), refusal=refusal
        )
    for package in context.packages:
        field = package.known_field("publish")
        for number, name in enumerate(field.value if field and isinstance(field.value, list) else ()):
            if field and isinstance(name, str) and registry_name_error(name) and field.place.at(number) not in seen:
                yield Finding(NAME, SEVERITY, _message(name), field.place.at(number), _advice(name))


def _message(name: str) -> str:
    return f"`{name}` cannot be the name of a registry"


def _advice(name: str) -> str:
    if name.lower().replace(".", "").replace("_", "").replace("-", "") == "cratesio":
        return "crates.io is called `crates-io` here"
    if "://" in name:
        return "give the URL a name under [registries] in .cargo/config.toml, and use the name"
    return "a name has letters, digits, `-` and `_`, and does not start with a digit"
