"""A package may be published where the policy file does not allow it.

## What it does
Compares the registries to which each package may go with those that `[[publish.allow]]` in cargo-policy.toml gives to
packages of its name. Without such tables nothing is compared.

## Why
A restriction in a manifest is one line that one commit can remove. The policy file says for all packages at once what
may leave the company.

## Example
    # cargo-policy.toml
    [[publish.allow]]
    packages = ["acme-*"]
    registries = ["company"]
    # Cargo.toml
    [package]
    name = "acme-billing"
    publish = ["company", "crates-io"]

## Fix
Take the registry out of `publish`, or allow it in the policy file.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.decisions import registries_allowed
from policy.finding import Finding
from policy.lost_restriction import is_lost

NAME = "publish-against-policy"
SEVERITY = "error"
_MOST = 16  # registries that are named in the advice


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each package that may go too far."""
    if not context.settings.allow:
        return
    for package in context.packages:
        if package.publish == [] or is_lost(package):
            continue
        allowed = registries_allowed(package.name, context.settings.allow)
        named = [f"`{name}`" for name in sorted(allowed)[:_MOST]] + ["..."] * (len(allowed) > _MOST)
        advice = f"the policy file allows {', '.join(named) or 'nothing'}"
        field = package.known_field("publish")
        if package.publish is None or field is None:
            place = field.place if field else package.place(package.package_key, "name")
            yield Finding(NAME, SEVERITY, f"package `{package.name}` may be published anywhere", place, advice)
            continue
        for number, name in enumerate(package.publish):
            if name not in allowed:
                message = f"package `{package.name}` may be published to `{name}`"
                yield Finding(NAME, SEVERITY, message, field.place.at(number), advice)
