"""A credential provider is named that cargo cannot ask.

## What it does
Looks at `credential-provider`, `global-credential-providers` and `[credential-alias]` for an empty list or a wrong
type, for names with `cargo:` that cargo does not have, `cargo:paseto`, `cargo:token-from-stdout` without a command,
aliases that cargo passes over, programs that are not there, and a provider for crates.io where it is not read.

## Why
cargo stops as soon as it needs a token: `cargo publish`, or any build with a registry that wants authentication. An
alias is looked up only where no arguments follow its name, never where a dot is in it, and not where a built-in
provider has the name; what is left is taken for the name of a program.

## Example
    [registries.company]
    index = "sparse+https://registry.example.com/index/"
    credential-provider = "cargo:libsecrets"

## Fix
Name a built-in provider (`cargo:token`, `cargo:libsecret`, `cargo:macos-keychain`, `cargo:wincred`,
`cargo:token-from-stdout COMMAND`), or a program by its whole name or path. A program that is only missing here is a
warning.
"""

import os
from collections.abc import Iterator

from policy.cargo.config import Config
from policy.cargo.config_value import Value
from policy.cargo.credential_provider import BUILT_IN, Provider, global_providers, own_provider
from policy.cargo.names import CRATES_IO
from policy.cargo.place import Place
from policy.cargo.program import start_error
from policy.cargo.provider_refusals import FROM_STDOUT, PASETO, PLATFORMS
from policy.cargo.refusal import CargoError, Refusal
from policy.context import Context
from policy.finding import Finding
from policy.said import without_place

NAME = "invalid-credential-provider"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each provider and each alias that cargo cannot use."""
    config = context.config
    table = config.root.table.get("credential-alias")
    aliases = table.table if table else {}
    told: set[Place] = set()
    for refusal in context.refused(NAME):
        told.add(refusal.place)
        yield _refused(refusal, aliases)
    providers = list(_providers(config))
    for provider in providers:
        name = provider.program
        unused = name in aliases and provider.alias is None and not provider.is_built_in
        if provider.value.place in told:
            continue
        if unused and (start_error(name, config) or "PATH" not in config.environment):
            message, advice = _unused_alias(name, aliases[name])
            yield Finding(NAME, "warning", message, provider.value.place, advice)
        elif problem := _problem(name, provider.args):
            message = f"{problem}, which stops cargo when the providers before it have no token"
            yield Finding(NAME, "warning", message, provider.value.place, _remedy(name))
    yield from _of_crates_io(config)
    for name, alias in aliases.items():
        if name in BUILT_IN:
            message = f"cargo ignores the alias `{name}`: it has a provider of this name"
            yield Finding(NAME, "warning", message, alias.place._replace(part="key"), "give it another name")
        elif "." in name and all(provider.program != name for provider in providers):
            message, advice = _unused_alias(name, alias)
            yield Finding(NAME, "warning", message, alias.place._replace(part="key"), advice)


def _refused(refusal: Refusal, aliases: dict[str, Value]) -> Finding:
    """Return the finding about a refusal, in plainer words than cargo's."""
    name, reason, severity, advice = refusal.subject, refusal.chain[-1], "error", ""
    if not name:
        first, _, second = reason.partition("\n")
        is_empty = reason.startswith("invalid length 0")
        message = "this names no program" if is_empty else second or first
        advice = "name a provider, or remove the key" if is_empty else ""
        return Finding(NAME, severity, without_place(message, refusal), refusal.place, advice, refusal=refusal)
    if reason == "requested operation not supported":
        message = f"`{name}` only hands out tokens, and takes none"
        advice = "change what its command prints"
    elif PLATFORMS.get(name):
        message, severity = f"`{name}` is not for this system, and cargo has nobody else to ask", "warning"
        advice = "name one that is, or a program"
    elif name in aliases:
        message, advice = _unused_alias(name, aliases[name])
    elif problem := _problem(name, () if "first argument" in reason else ("",)):
        message, advice = problem, _remedy(name)
    elif name == FROM_STDOUT:
        message, severity = f"the command of `{name}` cannot be started here: {reason}", "warning"
        advice = "install the command, or correct it"
    elif "/" in name:
        message, severity = f"the program `{os.path.normpath(name)}` cannot be started here: {reason}", "warning"
        advice = "correct the path, or make the program one that can be run"
    else:
        message, severity = f"there is no program `{name}` on PATH", "warning"
        whole = "" if name.startswith("cargo-credential-") else f" its whole name, such as cargo-credential-{name}, or"
        advice = f"install it, or write{whole} its path"
    return Finding(NAME, severity, message, refusal.place, advice, refusal=refusal)


def _problem(name: str, args: tuple[str, ...]) -> str:
    """Return what is wrong with a provider wherever it stands; empty where nothing is."""
    if name == PASETO:
        return f"`{PASETO}` needs a nightly cargo and -Zasymmetric-token"
    if name == FROM_STDOUT and not args:
        return f"`{FROM_STDOUT}` needs a command that prints the token"
    if name.startswith("cargo:") and name not in BUILT_IN:
        return f"cargo has no provider `{name}`"
    return ""


def _unused_alias(name: str, alias: Value) -> tuple[str, str]:
    """Return why cargo passes an alias over, and what to do."""
    if not alias.items and not (isinstance(alias.data, str) and alias.data.strip()):
        return f"the alias `{name}` names no program", "name one, or delete the alias"
    if "." in name:
        return f"cargo does not find the alias `{name}`, because of the dot in its name", "name it without a dot"
    return f"cargo does not look for the alias `{name}` where arguments follow it", "put the arguments into the alias"


def _of_crates_io(config: Config) -> Iterator[Finding]:
    """Yield a finding for the provider of crates.io in the table where those of other registries stand."""
    key = ("registries", CRATES_IO, "credential-provider")
    try:
        found = [config.written(*key), config.variable(*key)]
    except CargoError:
        return
    for value in found:
        if value is not None:
            advice = "under [registry], or as CARGO_REGISTRY_CREDENTIAL_PROVIDER, it is read"
            message = "cargo does not look here for the provider of crates.io"
            yield Finding(NAME, "warning", message, value.place._replace(part="key"), advice)


def _remedy(name: str) -> str:
    """Return what to do about a provider that nobody can ask."""
    if name == FROM_STDOUT:
        return f"write the command behind it: `{FROM_STDOUT} COMMAND`"
    if name == PASETO:
        return "name another provider until this one is stable"
    from difflib import get_close_matches  # only a mistake pays for it

    near = get_close_matches(name, [one for one in BUILT_IN if one != PASETO], 1)
    return f"did you mean `{near[0]}`?" if near else "name one that cargo has, or a program"


def _providers(config: Config) -> Iterator[Provider]:
    """Yield every provider that can be read, wherever the config names it."""
    names = [name for name in config.registry_names() if name != CRATES_IO]
    for table in (("registry",), *(("registries", name) for name in names)):
        try:
            provider = own_provider(config, *table)
        except CargoError:
            continue
        if provider is not None:
            yield provider
    try:
        yield from global_providers(config)
    except CargoError:
        return
