"""Tokens that stand somewhere in plain text: in cargo's files, and in the environment."""

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from credprovider.doctor.finding import Finding
from credprovider.doctor.fingerprint import Fingerprints
from credprovider.doctor.ours import first_of_ours
from credprovider.doctor.surroundings import Surroundings
from policy.cargo.credential_provider import TOKEN
from policy.cargo.credentials import credentials_paths
from policy.cargo.names import CRATES_IO, environment_key
from policy.cargo.place import Place
from policy.cargo.provider_chain import Chain

_FOR_CARGO = ("token", "secret-key")


class PlainToken(NamedTuple):
    """registry: the name that it belongs to. place: where it stands. fingerprint: see `Fingerprints`. is_used: whether
    cargo hands it out here; None where nobody looked.
    """

    registry: str
    place: Place
    fingerprint: str
    is_used: bool | None


def plain_tokens(around: Surroundings, chains: Iterable[Chain], fingerprints: Fingerprints) -> list[PlainToken]:
    """Return every token in plain text that cargo could find from here."""
    used = {
        chain.token.place: any(provider.program == TOKEN for provider in chain.providers)
        for chain in chains
        if chain.token is not None
    }
    return [PlainToken(name, place, fingerprints.of(text), used.get(place)) for name, place, text in _written(around)]


def token_findings(
    tokens: Iterable[PlainToken], chains: Iterable[Chain], around: Surroundings, elsewhere: Mapping[str, str]
) -> Iterator[Finding]:
    """Yield what is wrong with where tokens stand.

    elsewhere: for the names of the registries that this provider has a store for: "", or the sentence that says where
    tokens are written, where that is not done by `cargo login`.
    """
    ignored = {
        chain.token.place: warned.text
        for chain in chains
        for warned in chain.warnings
        if warned.about == "token" and chain.token is not None
    }
    with_ours = {chain.source.name for chain in chains if first_of_ours(chain.providers) is not None}
    for token in tokens:
        is_file = os.path.isabs(token.place.path)
        remove = _removal(token, elsewhere)
        if around.is_project(token.place):
            message = f"the project's config gives the token of `{token.registry}` to everybody who has the project"
            edit = "revoke it at the registry and remove this line"
            yield Finding("token-in-project-config", "error", message, token.place, edit)
        elif token.place in ignored:
            yield Finding("ignored-token", "warning", f"cargo warns: {ignored[token.place]}", token.place, remove)
        elif is_file:
            severity = "warning" if token.registry in with_ours else "advice"
            message = f"the token of `{token.registry}` stands here in plain text"
            yield Finding("token-in-plaintext", severity, message, token.place, remove)
        elif token.is_used:
            message = f"the token of `{token.registry}` comes from the environment, which every build script sees"
            yield Finding("token-in-environment", "advice", message, token.place, remove)


def _removal(token: PlainToken, elsewhere: Mapping[str, str]) -> str:
    """Return what to do about a token that had better be in a store."""
    is_file = os.path.isabs(token.place.path)
    remove = "remove this line" if is_file else f"unset {token.place.path}"
    if token.registry not in elsewhere:
        return f"run `cargo credprovider setup` and `cargo login --registry {token.registry}`; then {remove}"
    if elsewhere[token.registry]:
        return f"{elsewhere[token.registry]}; then {remove}"
    if is_file and os.path.basename(token.place.path).startswith("credentials") and token.place.key[-1] == "token":
        return f"run `cargo credprovider import --from cargo:token --registry {token.registry}`"
    return f"run `cargo login --registry {token.registry}` to store it; then {remove}"


def file_findings(around: Surroundings) -> Iterator[Finding]:
    """Yield what is wrong with the credentials files themselves."""
    paths = credentials_paths(around.cargo_home)
    if len(paths) > 1 and not os.path.samefile(*paths):
        message = f"{paths[0]} is read by cargo, and {paths[1]} beside it is not"
        yield Finding("ignored-credentials-file", "warning", message, Place(paths[1]), "keep one of the two")
    for path in paths:
        try:
            status = os.stat(path)
        except OSError:
            continue
        mode = stat.S_IMODE(status.st_mode)
        if mode & 0o077:
            message = f"others may read or change {path} (mode {mode:04o})"
            yield Finding("readable-credentials", "error", message, Place(path), f"run `chmod 600 {path}`")


def _written(around: Surroundings) -> Iterator[tuple[str, Place, str]]:
    for file in around.config_files():
        for key in _FOR_CARGO:
            yield from _text(CRATES_IO, Place(file.path, ("registry", key)), file.data.get("registry"), key)
            registries = file.data.get("registries")
            for name, table in registries.items() if isinstance(registries, dict) else ():
                yield from _text(name, Place(file.path, ("registries", name, key)), table, key)
    for path in credentials_paths(around.cargo_home)[:1]:
        data = around.config.files.files[path].data if path in around.config.files.files else {}
        yield from _text(CRATES_IO, Place(path, ("token",)), data, "token")
    named = {environment_key(name): name for name in around.config.registry_names()}
    for variable, text in around.environment.items():
        if variable == "CARGO_REGISTRY_TOKEN":
            yield CRATES_IO, Place(variable), text
        elif variable.startswith("CARGO_REGISTRIES_") and variable.endswith("_TOKEN"):
            middle = variable.removeprefix("CARGO_REGISTRIES_").removesuffix("_TOKEN")
            yield named.get(middle, middle.lower()), Place(variable), text


def _text(name: str, place: Place, table: Any, key: str) -> Iterator[tuple[str, Place, str]]:
    if isinstance(table, dict) and isinstance(table.get(key), str):
        yield name, place, table[key]
