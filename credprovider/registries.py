"""Registries by the names that a person gives them, for the commands; a request of cargo's comes with the URL."""

import os
from collections.abc import Sequence
from typing import NamedTuple

from credprovider.errors import Other
from credprovider.index_url import CRATES_IO, IndexUrl, identity
from credprovider.named_provider import NamedProvider
from credprovider.private_file import cargo_home
from credprovider.protocol import Request
from credprovider.visible import visible
from policy.cargo.config import Config
from policy.cargo.names import CRATES_IO as CRATES_IO_NAME
from policy.cargo.provider_chain import find_chain, find_registry
from policy.cargo.refusal import CargoError
from policy.cargo.source_id import SourceId


class KnownRegistry(NamedTuple):
    """url: its index URL. name: in cargo's config, "" where it has none. arguments: those that the config has for this
    provider, when it is asked for this registry.
    """

    url: str
    name: str
    arguments: tuple[str, ...]


def token_request(url: str, name: str, arguments: Sequence[str], operation: str) -> Request:
    """Return the request with which cargo would ask for a token; name: "" where the registry has none."""
    registry = {"index-url": url, "name": name} if name else {"index-url": url}
    return Request({"v": 1, "registry": registry, "kind": "get", "operation": operation, "args": list(arguments)})


class Registries:
    """The registries that cargo knows by `config`."""

    def __init__(self, config: Config) -> None:
        self._config = config

    @classmethod
    def here(cls) -> "Registries":
        """Return those that cargo knows in the current folder. Raises Other where there is no such folder."""
        return cls(Config(current_folder(), cargo_home(), os.environ))

    @classmethod
    def of_user(cls) -> "Registries":
        """Return those that the person has defined, in CARGO_HOME and by variables: nothing that a project says.

        A project can give a known name to a registry of its own, and must not get the token that was kept by that name.
        """
        home = cargo_home()
        return cls(Config(home, home, os.environ, top=home))

    def find(self, registry: str) -> KnownRegistry:
        """Return the registry of this name or index URL. Raises Other for a name that is not defined, and for config
        that cargo cannot read.
        """
        if IndexUrl(registry).scheme and identity(registry) == CRATES_IO:
            registry = CRATES_IO_NAME
        try:
            source = find_registry(self._config, registry)
        except CargoError as error:
            known = ", ".join(visible(name, 60) for name in sorted(self.names()))
            causes = (*(visible(line) for line in error.chain[1:]), f"cargo knows these registries here: {known}")
            raise Other(visible(error.chain[0]), causes) from None
        url = CRATES_IO if registry == CRATES_IO_NAME else source.url
        name = "" if IndexUrl(registry).scheme else registry
        return KnownRegistry(url, name, self._arguments(source))

    def names(self) -> list[str]:
        """Return the names of all registries, crates.io's included; cargo may refuse some of them."""
        return [CRATES_IO_NAME, *self._config.registry_names()]

    def known(self) -> dict[str, KnownRegistry]:
        """Return the registries by name, without those that cargo refuses; `cargo credprovider doctor` says why."""
        found = {}
        for name in self.names():
            try:
                found[name] = self.find(name)
            except Other:
                continue
        return found

    def _arguments(self, source: SourceId) -> tuple[str, ...]:
        try:
            providers = find_chain(self._config, source).providers
        except CargoError:
            return ()  # cargo asks nobody before that is mended, but a token can be had without cargo
        return next((each.args for each in providers if NamedProvider(each.program, each.args).is_ours), ())


def current_folder() -> str:
    """Return the folder whose config cargo would read. Raises Other where it is gone."""
    try:
        return os.getcwd()
    except OSError:
        raise Other("the current folder does not exist any more; change to one that does") from None


def named_by_option(pairs: list[str]) -> dict[str, KnownRegistry]:
    """Return what `NAME=URL` pairs of a command line define, by name. Raises Other for anything else."""
    found = {}
    for pair in pairs:
        name, equals, url = pair.partition("=")
        if not (name and equals and IndexUrl(url).scheme):
            raise Other(f"--index {visible(pair)} is not of the form NAME=URL")
        found[name] = KnownRegistry(url, name, ())
    return found
