"""A registry is named with other capitals, dashes or underscores than where it is defined.

## What it does
Looks for a defined registry whose name differs from an undefined one in case, `-` and `_` only; and for a publish list
that has the registry to which a publish goes in another spelling.

## Why
cargo compares the names in its config files exactly: `my_corp` is not `my-corp`. Only those that an environment
variable defines are found in either spelling, so that what works in CI may fail elsewhere.

## Example
    # .cargo/config.toml
    [registries.my-corp]
    index = "sparse+https://registry.example.com/index/"
    # Cargo.toml
    [dependencies]
    internal-utils = { version = "1.2", registry = "my_corp" }

## Fix
Write the name as it is defined.
"""

from collections.abc import Iterator

from policy.cargo.missing_index import alike
from policy.cargo.named_registries import is_unused
from policy.cargo.names import environment_key
from policy.cargo.refusal import Phase, Refusal
from policy.context import Context
from policy.finding import Finding
from policy.registry_names import renamed

NAME = "registry-name-mismatch"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each place with another spelling than the definition's or the list's."""
    for refusal in context.refused(NAME):
        name, place = refusal.subject, refusal.place
        if refusal.phase == Phase.SELECTION:
            right = _listed(context, name)
            message = f"a publish goes to `{name}`, but the name in `publish` is `{right}`"
        else:
            right = alike(name, context.config.root.table["registries"].table) or ""
            message = f"registry `{name}` is not defined, but `{right}` is"
        advice = f"write `{right}`: cargo compares the names exactly"
        found = Finding(NAME, SEVERITY, message, place, advice, fix=renamed(context, place, right))
        yield found._replace(severity="warning") if _is_uncertain(context, refusal) else found._replace(refusal=refusal)


def _listed(context: Context, name: str) -> str:
    wanted = environment_key(name)
    lists = [package.publish or [] for package in context.packages]
    return next(one for allowed in lists for one in allowed if environment_key(one) == wanted and one != name)


def _is_uncertain(context: Context, refusal: Refusal) -> bool:
    """Whether the name may be defined where nobody looked, or is not used yet."""
    if refusal.phase == Phase.SELECTION:
        return False
    return context.isolated or is_unused(refusal) or context.repository.definition(refusal.subject) is not None
