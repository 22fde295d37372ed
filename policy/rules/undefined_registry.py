"""A manifest or config names a registry that no configuration defines.

## What it does
Looks at every place that names a registry (a dependency's `registry`, the entries of `package.publish`,
`registry.default`, `[patch.NAME]`) and asks whether the config that cargo would load from here, the environment
included, gives that name an index.

## Why
cargo refuses every command as soon as one dependency names an undefined registry; it reports the first one only,
without a line. A name in `publish` or `registry.default` is not looked at before the day of the release. Names are
compared exactly: case, dash and underscore count. A name that a CI file, a script or a Dockerfile defines is a warning.

## Example
    [dependencies]
    internal-utils = { version = "1.2", registry = "compnay" }

## Fix
Correct the name, or define the registry in `.cargo/config.toml`:

    [registries.company]
    index = "sparse+https://kellnr.example.com/api/v1/crates/"
"""

from collections.abc import Iterator

from policy.cargo.names import CRATES_IO
from policy.cargo.place import Place
from policy.cargo.refusal import CargoError, Refusal
from policy.context import Context
from policy.finding import Finding, Label

NAME = "undefined-registry"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each place that names a registry without an index."""
    if context.config.files.errors:
        return  # `invalid-config`: the name may be defined where nothing could be read
    for refusal in context.refused(NAME):
        if refusal.subject in _misspelt(context):
            continue
        yield _finding(context, refusal.subject, refusal.place, refusal)
    seen = {refusal.place for refusal in context.refused(NAME)}
    for package in context.packages:
        field = package.known_field("publish")
        for number, name in enumerate(field.value if field and isinstance(field.value, list) else ()):
            if field and isinstance(name, str) and field.place.at(number) not in seen and _is_undefined(context, name):
                yield _finding(context, name, field.place.at(number))
    for root in context.manifests:
        shared = (root.workspace or {}).get("dependencies")
        for name, entry in shared.items() if isinstance(shared, dict) else ():
            registry = entry.get("registry") if isinstance(entry, dict) else None
            place = root.place("workspace", "dependencies", name, "registry")
            if isinstance(registry, str) and place not in seen and _is_undefined(context, registry):
                unused = _finding(context, registry, place)
                yield unused._replace(severity="warning", help=f"{unused.help}; the first member to inherit it breaks")
    try:
        default = context.config.default_registry()
    except CargoError:
        return
    if default is not None and default.place not in seen and _is_undefined(context, str(default.data)):
        yield _finding(context, str(default.data), default.place)


def _is_undefined(context: Context, name: str) -> bool:
    if name == CRATES_IO:
        return False
    try:
        context.config.registry_index(name, Place(""))
    except CargoError as error:
        return error.cause == NAME and name not in _misspelt(context)
    return False


def _misspelt(context: Context) -> set[str]:
    """Return the registries of which `misspelt-environment-variable` tells."""
    from policy.rules.misspelt_environment_variable import registries  # only a name without an index pays for it

    return registries(context)


def _finding(context: Context, name: str, place: Place, refusal: Refusal | None = None) -> Finding:
    if context.isolated:
        message = f"registry `{name}` is not defined in any config of this repository"
        advice = (
            "define it under [registries] in .cargo/config.toml, so that everybody who clones the repository has it"
        )
        return Finding(NAME, "warning", message, place, advice)
    if defined := context.repository.definition(name):
        message = f"registry `{name}` is only defined for a job or an image"
        labels = (Label(defined, "defined here"),)
        advice = f"define [registries.{name}] in .cargo/config.toml, so that everybody who clones the repository has it"
        return Finding(NAME, "warning", message, place, advice, labels, refusal)
    near = _nearest(context, name)
    advice = f"did you mean `{near}`?" if near else f"define [registries.{name}] with its index in .cargo/config.toml"
    return Finding(NAME, SEVERITY, f"registry `{name}` is not defined", place, advice, refusal=refusal)


def _nearest(context: Context, name: str) -> str | None:
    from difflib import get_close_matches  # only a finding pays for it

    names = [CRATES_IO, *context.config.registry_names()]
    alike = {known.lower().replace("_", "-"): known for known in names}
    found = get_close_matches(name.lower().replace("_", "-"), alike, 1, 0.7)
    return alike[found[0]] if found else None
