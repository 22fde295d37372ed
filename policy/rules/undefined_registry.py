"""A manifest or config names a registry that no configuration defines.

## What it does
Looks at every place that names a registry (a dependency's `registry`, the entries of `package.publish`,
`registry.default`, `[patch.NAME]`) and asks whether the config that cargo would load from here, the environment
included, gives that name an index.

## Why
cargo refuses every command as soon as one dependency names an undefined registry; it reports the first one only,
without a line. A name in `publish` or `registry.default` is not looked at before the day of the release. Names are
compared exactly: case, dash and underscore count.

## Example
    [dependencies]
    internal-utils = { version = "1.2", registry = "compnay" }

## Fix
Correct the name, or define the registry in `.cargo/config.toml`:

    [registries.company]
    index = "sparse+https://kellnr.example.com/api/v1/crates/"
"""

from collections.abc import Iterator

from policy.cargo.named_registries import is_unused
from policy.cargo.names import CRATES_IO
from policy.context import Context
from policy.finding import Finding, Label

NAME = "undefined-registry"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each place that names a registry without an index."""
    if context.config.files.errors:
        return  # `invalid-config`: the name may be defined where nothing could be read
    if not context.refused(NAME):
        return
    from policy.suggestion import Suggestion  # only a finding pays for it

    elsewhere = _elsewhere(context)
    known = Suggestion([CRATES_IO, *context.config.registry_names()])
    for refusal in context.refused(NAME):
        if refusal.subject in elsewhere:
            continue
        name, place = refusal.subject, refusal.place
        if context.isolated:
            message = f"registry `{name}` is not defined in any config of this repository"
            advice = "define it under [registries] in .cargo/config.toml, so that everybody who clones the repository"
            yield Finding(NAME, "warning", message, place, f"{advice} has it")
            continue
        if defined := context.repository.definition(name):
            message = f"registry `{name}` is only defined for a job or an image"
            advice = f"define [registries.{name}] in .cargo/config.toml, so that everybody who clones the repository"
            labels = (Label(defined, "defined here"),)
            yield Finding(NAME, "warning", message, place, f"{advice} has it", labels, refusal)
            continue
        message = f"registry `{name}` is not defined"
        near = known.nearest(name)
        advice = (
            f"did you mean `{near}`?" if near else f"define [registries.{name}] with its index in .cargo/config.toml"
        )
        if is_unused(refusal):
            yield Finding(NAME, "warning", message, place, f"{advice}; the first member to inherit it breaks")
        else:
            yield Finding(NAME, SEVERITY, message, place, advice, refusal=refusal)


def _elsewhere(context: Context) -> set[str]:
    """Return the registries that are defined where cargo does not look: other rules tell of these places."""
    # only a refusal pays for them
    from policy.rules import config_key_in_manifest as manifests
    from policy.rules import ignored_environment_table as environment
    from policy.rules import legacy_config_file as hidden
    from policy.rules import misspelt_environment_variable as variables
    from policy.rules import unknown_config_key as unknown
    from policy.rules import unread_config_file as unread

    rules = (manifests, environment, hidden, unknown, unread, variables)
    return {name for rule in rules for name in rule.registries(context)}
