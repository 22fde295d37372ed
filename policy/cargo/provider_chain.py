"""Which credential providers cargo asks for one registry, in which order, and what it warns of (`auth/mod.rs`)."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from policy.cargo.config import CRATES_IO_TEST_URL, Config
from policy.cargo.config_value import Value
from policy.cargo.credential_provider import DEFAULT, TOKEN, Provider, global_providers, own_provider
from policy.cargo.credentials import with_credentials
from policy.cargo.index_url import canonical, parse
from policy.cargo.last import last
from policy.cargo.names import CRATES_IO
from policy.cargo.place import KeyPath, Place
from policy.cargo.refusal import CargoError
from policy.cargo.source_id import CRATES_IO_SOURCE, SourceId, registry_source

_SECRETS = ("token", "secret-key")
_STRINGS = {
    "registries": ("index", "secret-key-subject", "protocol"),
    "registry": ("index", "secret-key-subject", "default"),
}
_PROGRAMS = ("credential-provider", "global-credential-providers")


class Warned(NamedTuple):
    """A warning that cargo prints. about: "key", "alias" or "token". text: cargo's words. place: of what is meant."""

    about: str
    text: str
    place: Place


class Chain(NamedTuple):
    """Whom cargo asks for a registry.

    source: the registry; its URL and name are what cargo tells a provider.
    table: the table of the config that cargo takes for the registry's; () where the URL has no name.
    providers: in the order in which they are asked, until one answers.
    listed: the global list, in that order too; nobody in it is asked where the registry has a provider of its own.
    is_own: whether it has.
    is_default: whether nothing is configured; cargo then refuses to read from a registry that wants authentication.
    token: the registry's `token`, wherever cargo finds it, for `cargo:token` to hand out.
    warnings: what cargo prints meanwhile, in its order; of an ignored token last.
    """

    source: SourceId
    table: KeyPath
    providers: tuple[Provider, ...]
    listed: tuple[Provider, ...]
    is_own: bool
    is_default: bool
    token: Value | None
    warnings: tuple[Warned, ...]


def find_registry(config: Config, registry: str) -> SourceId:
    """Return the registry that `--registry NAME` or `--index URL` means.

    Raises CargoError as cargo does: invalid or undefined name, not a URL, a password in it.
    """
    if registry == CRATES_IO:
        return CRATES_IO_SOURCE
    if "://" not in registry:
        return registry_source(config.registry_index(registry, Place("")), registry, "registries")
    try:
        url = parse(registry)
    except ValueError as error:
        raise CargoError(str(error), place=Place("")) from None
    if url.password is not None:
        raise CargoError("registry URLs may not contain passwords", place=Place(""))
    return registry_source(url)


def find_chain(config: Config, source: SourceId) -> Chain:
    """Return whom cargo 1.95 asks for the registry `source`.

    Raises CargoError where cargo stops: credentials.toml or a key cannot be read, two names for one index.
    """
    config = with_credentials(config)
    table = _table(config, source)
    own = token = None
    warnings: list[Warned] = []
    if table:
        warnings += _check_table(config, table)
        own, token = own_provider(config, *table), config.string(*table, "token")
    listed = global_providers(config)
    providers = (own,) if own else listed or (DEFAULT,)
    warnings += _listed_aliases(config)
    warnings += _ignored_aliases(providers if own else ())
    if token is not None and TOKEN not in ({own.program} if own else _listed_programs(config) or {TOKEN}):
        warnings.append(_ignored(source, token, own))
    is_default = own is None and not listed
    return Chain(source, table, providers, listed, own is not None, is_default, token, tuple(warnings))


def every_registry(config: Config) -> Iterator[SourceId]:
    """Yield crates.io and every registry of the config that can be found, once for each index."""
    yield CRATES_IO_SOURCE
    seen = set()
    for name in config.registry_names():
        try:
            source = registry_source(config.registry_index(name, Place("")), name, "registries")
        except CargoError:
            continue
        if source.identity not in seen:
            seen.add(source.identity)
            yield source


def ignored_tokens(config: Config) -> Iterator[Warned]:
    """Yield cargo's warnings of the tokens that it will not use, with the places of the tokens.

    A registry at which cargo would stop is passed over. Without a provider in the config files or the environment there
    is no such token, and the credentials are not read.
    """
    if not _names_providers(config):
        return
    config = config.aside()
    for source in every_registry(config):
        try:
            chain = find_chain(config, source)
        except CargoError:
            continue
        yield from (warned for warned in chain.warnings[-1:] if warned.about == "token")


def _names_providers(config: Config) -> bool:
    registry, registries = config.root.table.get("registry"), config.root.table.get("registries")
    tables = [*(registries.table.values() if registries else ()), *([registry] if registry else [])]
    if any(key in table.table for table in tables for key in _PROGRAMS):
        return True
    return any(name.startswith("CARGO_REGISTR") and "CREDENTIAL_PROVIDER" in name for name in config.environment)


def names_of(config: Config, source: SourceId) -> list[str]:
    """Return the names that cargo finds for an index URL, sorted.

    Those of the environment alone where it has any, in lower case and with `_`; else those of the files, whatever the
    environment says of their index. Raises CargoError for a table or an index that cargo cannot read.
    """
    asked = canonical(source.url)
    names = []
    for variable, text in config.environment.items():
        middle = variable.removeprefix("CARGO_REGISTRIES_").removesuffix("_INDEX")
        if variable == f"CARGO_REGISTRIES_{middle}_INDEX" and _canonical(text) == asked:
            names.append(middle.lower())
    if names:
        return sorted(names)
    return _names_in_files(config).get(asked, [])


@last
def _names_in_files(config: Config) -> dict[str, list[str]]:
    """Return the names in the files, sorted, by the canonical index; raises CargoError for one that cannot be read."""
    names: dict[str, list[str]] = {}
    for name, index in _indexes(config):
        names.setdefault(index, []).append(name)
    return {index: sorted(same) for index, same in names.items()}


def _indexes(config: Config) -> Iterator[tuple[str, str]]:
    registries = config.root.table.get("registries")
    for name, registry in _expected_table(registries, "registries").items() if registries else ():
        index = _expected_table(registry, f"registries.{name}").get("index")
        if index is None:
            continue
        if not isinstance(index.data, str):
            what = f"expected a string, but found a {index.kind} for `registries.{name}.index` in {index.definition}"
            raise CargoError(what, place=index.place)
        try:
            yield name, canonical(index.data)
        except ValueError as error:
            raise CargoError(str(error), place=index.place) from None


def known_keys(table: KeyPath) -> tuple[str, ...]:
    """Return the keys that cargo knows in the table of a registry: ("registry",), or ("registries", NAME)."""
    programs = _PROGRAMS if table[0] == "registry" else _PROGRAMS[:1]
    return (*_SECRETS, *_STRINGS[str(table[0])], *programs)


def _table(config: Config, source: SourceId) -> tuple[str, ...]:
    if source.is_crates_io(config.environment.get(CRATES_IO_TEST_URL, "")):
        index = config.string("registry", "index")
        if index is not None:
            advice = "Use `[source]` replacement to alter the default index for crates.io."
            sentence = f"the `registry.index` config value is no longer supported\n{advice}"
            raise CargoError(sentence, place=index.place)
        return ("registry",)
    names = names_of(config, source)
    if len(names) > 1:
        sentence = f"multiple registries are configured with the same index url '{source.url}': {', '.join(names)}"
        index = config.string("registries", names[1], "index")
        place = index.place if index else Place("")
        raise CargoError(sentence, place=place, cause="duplicate-index", subject=names[1])
    return ("registries", names[0]) if names else ()


def _check_table(config: Config, table: tuple[str, ...]) -> list[Warned]:
    """Return cargo's warnings of keys that it does not know; raises CargoError for strings that are none."""
    for key in _SECRETS:
        config.string(*table, key)
    for key in _STRINGS[table[0]]:
        try:
            config.string(*table, key)
        except CargoError as error:
            raise CargoError(error.chain[-1], place=error.place) from None  # without the context that a secret gets
    written = config.written(*table)
    return [
        Warned("key", f"unused config key `{'.'.join(table)}.{key}` in `{value.definition}`", value.place)
        for key, value in (written.table.items() if written else ())
        if key not in known_keys(table)
    ]


@last
def _listed_programs(config: Config) -> frozenset[str]:
    return frozenset(provider.program for provider in global_providers(config))


@last
def _listed_aliases(config: Config) -> list[Warned]:
    return list(_ignored_aliases(global_providers(config)))


def _ignored_aliases(providers: Iterable[Provider]) -> Iterator[Warned]:
    for provider in providers:
        if provider.shadowed is not None:
            why = "because it would shadow a built-in credential-provider"
            alias = f"credential-alias `{provider.written}` (defined in `{provider.shadowed.definition}`)"
            yield Warned("alias", f"{alias} will be ignored {why}", provider.shadowed.place)


def _ignored(source: SourceId, token: Value, own: Provider | None) -> Warned:
    what = f"{source} has a token configured in {token.definition} that will be ignored because"
    if own is not None:
        return Warned(
            "token", f"{what} this registry is configured to use credential-provider `{own.program}`", token.place
        )
    where = "is not listed in `registry.global-credential-providers`"
    return Warned("token", f"{what} the `{TOKEN}` credential provider {where}", token.place)


def _expected_table(value: Value, key: str) -> dict[str, Value]:
    if not isinstance(value.data, dict):
        found = f"expected a table, but found a {value.kind} for `{key}` in {value.definition}"
        raise CargoError(found, place=value.place)
    return value.data


def _canonical(text: str) -> str | None:
    try:
        return canonical(text)
    except ValueError:
        return None
