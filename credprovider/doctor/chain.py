"""What is wrong with the list of providers that cargo asks for a registry."""

from collections.abc import Iterator

from credprovider.doctor.finding import Finding
from credprovider.doctor.ours import first_of_ours, is_ours
from credprovider.named_provider import CONSOLE_SCRIPT
from policy.cargo.config import Config
from policy.cargo.credential_provider import BUILT_IN, TOKEN, Provider
from policy.cargo.names import CRATES_IO, environment_key
from policy.cargo.place import Place
from policy.cargo.provider_chain import Chain
from policy.cargo.refusal import CargoError

_LIST = "registry.global-credential-providers"


def chain_findings(chain: Chain, config: Config, *, wanted: bool) -> Iterator[Finding]:
    """Yield what is wrong with a chain. config: with the credentials. wanted: whether this provider ought to be asked:
    our settings list the registry, or a person asked for it.
    """
    for warned in chain.warnings:
        if warned.about == "alias":
            yield Finding("ignored-alias", "warning", warned.text, warned.place, "give the alias another name")
    for provider in chain.providers:
        yield from _alias_findings(provider, config)
        yield from _chance_findings(provider)
    yield from _renamed(chain, config)
    ours = first_of_ours(chain.providers)
    if ours is None:
        yield from _not_asked(chain, wanted)
        return
    for before in chain.providers[:ours]:
        yield from _asked_before(before, chain)
    others = [other.program for other in chain.listed if other.program != chain.providers[0].program]
    if chain.is_own and others:
        message = f"this registry has a provider of its own, so that nobody in `{_LIST}` is asked for it"
        message += f": {', '.join(others)}"
        place = chain.providers[0].value.place
        yield Finding("provider-shadows-list", "advice", message, place, "remove it to have the list asked")


def _not_asked(chain: Chain, wanted: bool) -> Iterator[Finding]:
    severity = "warning" if wanted else "advice"
    place = chain.providers[0].value.place if not chain.is_default else None
    key = "registry" if chain.source.name == CRATES_IO else f"registries.{chain.source.name or 'NAME'}"
    edit = f'run `cargo credprovider setup`, or write {key}.credential-provider = "{CONSOLE_SCRIPT}" into '
    edit += "config.toml in CARGO_HOME"
    if chain.is_own and first_of_ours(chain.listed) is not None:
        message = f"this registry has a provider of its own, `{chain.providers[0].program}`, so that "
        message += f"{CONSOLE_SCRIPT} in `{_LIST}` is never asked"
        yield Finding("provider-shadows-list", "warning", message, place, "remove the registry's own provider")
    elif chain.is_default and chain.source.name != CRATES_IO:
        message = "no provider is configured: cargo refuses to read from this registry if it requires authentication, "
        message += "even with a token, and keeps what `cargo login` gets in plaintext"
        yield Finding("no-provider-configured", "warning", message, place, edit)
    else:
        message = f"cargo never asks {CONSOLE_SCRIPT} for this registry"
        yield Finding("provider-not-in-chain", severity, message, place, edit)


def _asked_before(before: Provider, chain: Chain) -> Iterator[Finding]:
    place = before.value.place
    if before.program == TOKEN:
        first = f'the last of `{_LIST}` is asked first; put "{TOKEN}" at its beginning'
        if chain.token is not None:
            message = f"{TOKEN} is asked first and has the token in {chain.token.definition}, so that {CONSOLE_SCRIPT} "
            yield Finding("provider-never-asked", "error", message + "is never asked for one", place, first)
        else:
            message = (
                f"{TOKEN} is asked first, so that `cargo login` keeps the token in plaintext and {CONSOLE_SCRIPT} "
            )
            yield Finding("provider-never-asked", "warning", message + "never gets it", place, first)
    elif before.program == "cargo:token-from-stdout":
        message = f"{before.program} is asked before {CONSOLE_SCRIPT}, and cargo stops when it has no token"
        yield Finding("provider-never-asked", "error", message, place, f"put it before {CONSOLE_SCRIPT} in `{_LIST}`")


def _alias_findings(provider: Provider, config: Config) -> Iterator[Finding]:
    place = provider.value.place
    named = _alias_place(provider.written, config)
    if provider.alias is None and named and provider.written not in BUILT_IN:
        if provider.args:
            message = f"`{provider.written}` is an alias, but cargo looks for one only where no arguments follow, "
            message += f"and starts a program called `{provider.written}`"
            edit = "remove the arguments here, and write them into the alias"
            yield Finding("alias-with-arguments", "error", message, place, edit)
        else:
            message = f"the alias `{provider.written}` is empty or no program, and cargo starts a program of that name"
            edit = f'write credential-alias.{provider.written} = ["PROGRAM"]'
            yield Finding("unusable-alias", "error", message, named, edit)
    if provider.alias is not None and not is_ours(provider) and provider.program != provider.written:
        again = _alias_place(provider.program, config)
        if again and provider.program not in BUILT_IN:
            message = f"the alias `{provider.written}` leads to the alias `{provider.program}`, but cargo follows one "
            message += "only, and starts a program of that name"
            yield Finding("alias-of-alias", "error", message, provider.alias.place, "name the program in both")


def _chance_findings(provider: Provider) -> Iterator[Finding]:
    for value in (provider.value, provider.alias):
        for rival in value.rivals if value is not None else ():
            message = "two config files write this array, and cargo 1.95 takes the nearer or joins both, by chance"
            message += f"; the other one is in {rival.definition}"
            edit = 'write both as strings, such as "PROGRAM ARGUMENT", or remove one of them'
            yield Finding("provider-by-chance", "error", message, value.place if value else None, edit)


def _renamed(chain: Chain, config: Config) -> Iterator[Finding]:
    """A variable for the index makes cargo read the tables under the variable's spelling of the name alone."""
    name, used = chain.source.name, str(chain.table[-1]) if chain.table else ""
    if chain.table[:1] != ("registries",) or not name or used == name:
        return
    table = config.written("registries", name)
    ignored = [key for key in (table.table if table else {}) if key != "index"]
    if not ignored:
        return
    variable = f"CARGO_REGISTRIES_{environment_key(used)}_INDEX"
    message = f"{variable} makes cargo look for `registries.{used}`, so that what `registries.{name}` says is ignored: "
    message += ", ".join(sorted(ignored))
    edit = f"unset {variable}, or write `registries.{used}` in the files too"
    yield Finding("registry-renamed-by-environment", "warning", message, Place(variable), edit)


def _alias_place(name: str, config: Config) -> Place | None:
    key = ("credential-alias", *name.split("."))
    try:
        found = config.value(*key)
    except CargoError:
        return None
    return found.place if found is not None else None
