"""A value of cargo's config names a variable.

## What it does
Looks for `${NAME}`, `$NAME`, `$(command)`, `env:NAME` and `{{ name }}` in tokens, in the URLs of registries and
sources, and in paths.

## Why
cargo expands nothing in its config. It sends `${TOKEN}` to the registry as if that were the token, and looks for a
folder with this name. A URL that begins with a variable is none, and cargo refuses it.

## Example
    [registries.company]
    index = "sparse+https://${REGISTRY_HOST}/index/"

## Fix
Leave the key out, and set the variable that cargo reads for it: `CARGO_REGISTRIES_COMPANY_INDEX`,
`CARGO_REGISTRIES_COMPANY_TOKEN`. Relative paths count from the parent of the `.cargo` folder.
"""

from collections.abc import Iterator

from policy.cargo.config import Config
from policy.cargo.config_value import ENVIRONMENT, Value, dotted
from policy.cargo.names import environment_key
from policy.cargo.place import KeyPath, Place
from policy.cargo.variable import holds_variable
from policy.config_secrets import secrets_in
from policy.context import Context
from policy.finding import Finding

NAME = "unexpanded-variable"
SEVERITY = "error"

_URLS_AND_PATHS = (
    *("registries.*.index", "source.*.registry", "source.*.git", "source.*.directory", "source.*.local-registry"),
    *("paths.*", "http.cainfo", "http.proxy-cainfo", "http.proxy", "target.*.linker", "build.target-dir"),
    *("build.build-dir", "build.artifact-dir", "build.dep-info-basedir", "build.rustc", "build.rustc-wrapper"),
    *("build.rustc-workspace-wrapper", "build.rustdoc", "resolver.lockfile-path"),
)


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each value with a variable; no value is shown."""
    refused = {refusal.place: refusal for refusal in context.refused(NAME)}
    for place in {**dict.fromkeys(_places(context.config)), **refused}:
        name = dotted(place.key) or place.path
        message = f"`{name}` holds a variable, which cargo takes as it stands"
        yield Finding(NAME, SEVERITY, message, place, _advice(place), refusal=refused.get(place))


def _places(config: Config) -> Iterator[Place]:
    for file in config.files.files.values():
        for secret in secrets_in(file):
            if holds_variable(secret.value):
                yield secret.place._replace(part="value")
    for pattern in _URLS_AND_PATHS:
        for value in _under(config.root, pattern.split(".")):
            if isinstance(value.data, str) and holds_variable(value.data):
                yield value.place
    for variable, text in config.environment.items():
        if variable.startswith("CARGO_REGISTR") and variable.endswith(("_TOKEN", "_INDEX")) and holds_variable(text):
            yield Value(text, ENVIRONMENT, Place(variable)).place


def _under(value: Value, pattern: list[str]) -> Iterator[Value]:
    """Yield the values under a key path in which `*` stands for any key and for any item of a list."""
    if not pattern:
        yield value
        return
    first, *rest = pattern
    inside = value.items or [item for key, item in value.table.items() if first in ("*", key)]
    for item in inside:
        yield from _under(item, rest)


def _advice(place: Place) -> str:
    key: KeyPath = place.key
    if key[:1] in (("registries",), ("registry",)):
        variable = "CARGO_" + "_".join(environment_key(str(part)) for part in key)
        return f"cargo expands no variables; remove the key and set {variable} instead"
    return "cargo expands no variables; write the value itself"
