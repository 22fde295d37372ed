"""The user's own configuration of cargo, and which credential providers it names."""

import os
from collections.abc import Iterator
from typing import NamedTuple

from credprovider.edited_file import EditedFile
from credprovider.errors import Other
from credprovider.index_url import CRATES_IO, identity
from credprovider.named_provider import NamedProvider, named_provider
from credprovider.toml_layout import Keys
from credprovider.visible import visible

GLOBAL = ("registry", "global-credential-providers")
CARGO_TOKEN = "cargo:token"  # noqa: S105 - cargo's own provider
ALIASES = "credential-alias"
ALIAS = "cargo-customs"
MARK = "# set by `cargo credprovider setup`"
"""Ends the line of a key, or of a table, that was not there before: what carries it goes when its content goes."""


class RegistryProvider(NamedTuple):
    """The provider of one registry, which cargo asks instead of the global ones.

    name: the registry's. index_url: as written, "" where it is not in this file. keys: where the provider is named.
    provider: the one that is meant, looked up where an alias stands.
    """

    name: str
    index_url: str
    keys: Keys
    provider: NamedProvider


class CargoConfigFile(EditedFile):
    """`config.toml` in the folder `home`; or `config` where cargo finds that, which it prefers.

    Raises Other as EditedFile does.
    """

    def __init__(self, home: str) -> None:
        legacy = os.path.join(home, "config")
        super().__init__(legacy if os.path.exists(legacy) else f"{legacy}.toml", mode=0o644, follow=True)

    def global_providers(self) -> list[str]:
        """Return the entries of the global list. Raises Other where it is no array of strings."""
        entries = self.toml.get(*GLOBAL)
        if entries is None:
            return []
        if not isinstance(entries, list) or not all(isinstance(entry, str) for entry in entries):
            raise Other(f"`{'.'.join(GLOBAL)}` in {self.toml.place} must be an array of strings")
        return entries

    def provider(self, value: object) -> NamedProvider | None:
        """Return the provider that an entry means, by an alias or by itself; None for what is no entry."""
        alias = self._alias(value)
        return self.aliases()[alias] if alias else named_provider(value)

    def is_ours(self, value: object) -> bool:
        """Whether an entry means cargo-credprovider."""
        found = self.provider(value)
        return found is not None and found.is_ours

    def aliases(self) -> dict[str, NamedProvider]:
        """Return the aliases by name."""
        table = self.toml.get(ALIASES)
        named = {name: named_provider(value) for name, value in table.items()} if isinstance(table, dict) else {}
        return {name: provider for name, provider in named.items() if provider is not None}

    def registry_providers(self) -> Iterator[RegistryProvider]:
        """Yield the providers that registries have for themselves, crates.io's among them."""
        tables: list[tuple[str, object, Keys]] = [("crates-io", CRATES_IO, ("registry",))]
        registries = self.toml.get("registries")
        tables += [
            (name, self.toml.get("registries", name, "index"), ("registries", name))
            for name in (registries if isinstance(registries, dict) else ())
            if name != "crates-io"  # cargo takes crates.io's from [registry] alone
        ]
        for name, index_url, table in tables:
            keys = (*table, "credential-provider")
            provider = self.provider(self.toml.get(*keys))
            if provider is not None:
                yield RegistryProvider(name, index_url if isinstance(index_url, str) else "", keys, provider)

    def add(self, launcher: str, arguments: tuple[str, ...] | None, *, cargo_token: bool) -> None:
        """Let the program at `launcher` be the last in the global list, which is the first that cargo asks.

        arguments: what stands behind it; None for those that an entry of ours has already. cargo_token: whether
        `cargo:token` is there; it comes first, as the last that cargo asks, in a list that is new.
        """
        entries = self.global_providers()
        ours = [number for number, entry in enumerate(entries) if self.is_ours(entry)]
        entry = self._entry(launcher, arguments, entries[ours[-1]] if ours else "")
        if not entries:
            if self.toml.get(*GLOBAL) is not None:
                self.toml.remove(GLOBAL)  # cargo takes an empty list for none
            self.toml.set(GLOBAL, [CARGO_TOKEN, entry] if cargo_token else [entry], MARK)
            return
        if ours != [len(entries) - 1]:
            self._remove_items(ours)
            self.toml.append(GLOBAL, entry)
        elif entries[-1] != entry:
            self.toml.set_item(GLOBAL, len(entries) - 1, entry)
        if not cargo_token:
            self._remove_items([n for n, entry in enumerate(self.global_providers()) if entry.strip() == CARGO_TOKEN])

    def point_to(self, launcher: str) -> None:
        """Let every alias and every registry's own provider that is ours start `launcher`, with the same arguments."""
        named: dict[Keys, NamedProvider] = {(ALIASES, name): provider for name, provider in self.aliases().items()}
        for own in self.registry_providers():
            if not self._alias(self.toml.get(*own.keys)):
                named[own.keys] = own.provider
        for keys, provider in named.items():
            if provider.is_ours and provider.program != launcher:
                self.toml.set(keys, [launcher, *provider.arguments])

    def take_over(self, url: str, launcher: str, *, arguments: bool) -> list[RegistryProvider]:
        """Let the registry at `url` be served by `launcher` where it has a provider of its own; return the replaced.

        arguments: whether a provider that is ours may keep its arguments.
        """
        replaced = []
        for own in self.registry_providers():
            is_right = own.provider.is_ours and (arguments or not own.provider.arguments)
            if own.index_url and identity(own.index_url) == identity(url) and not is_right:
                self.toml.set(own.keys, [launcher])
                replaced.append(own)
        return replaced

    def remove_ours(self) -> None:
        """Take out every entry that means cargo-credprovider, and what was made for it and has become empty."""
        entries = self.global_providers()
        ours = [number for number, entry in enumerate(entries) if self.is_ours(entry)]
        own = [own.keys for own in self.registry_providers() if own.provider.is_ours]
        aliases = [(ALIASES, name) for name, provider in self.aliases().items() if provider.is_ours]
        left = [entry for number, entry in enumerate(entries) if number not in ours]
        if ours and (not left or (left == [CARGO_TOKEN] and self._is_marked(GLOBAL))):
            self._remove(GLOBAL)
        else:
            self._remove_items(ours)
        for keys in [*own, *aliases]:
            self._remove(keys)

    def _entry(self, launcher: str, arguments: tuple[str, ...] | None, old: str) -> str:
        """Return the entry for the global list. cargo splits it at blanks, so that a path with one needs an alias."""
        provider = self.provider(old)
        if arguments is None and provider is not None:
            if self._alias(old):
                return old
            arguments = provider.arguments
        words = [launcher, *(arguments or ())]
        if not any(char.isspace() for word in words for char in word):
            return " ".join(words)
        known = self.aliases().get(ALIAS)
        if known is not None and not known.is_ours:
            raise Other(
                f"{self.toml.place} has an alias `{ALIAS}` for another program, and that name is needed",
                (f"the path {visible(launcher)} has a blank in it, so that it can only be named by an alias",),
            )
        if known is None or known.words != words:
            self.toml.set((ALIASES, ALIAS), words, MARK)
        return ALIAS

    def _alias(self, value: object) -> str:
        """Return the alias that an entry names; "" where it names none."""
        found = named_provider(value)
        if found is None or found.arguments or found.program.startswith("cargo:"):
            return ""  # an alias takes no arguments and does not replace what is built in
        return found.program if found.program in self.aliases() else ""

    def _is_marked(self, keys: Keys) -> bool:
        return MARK in (self.toml.layout.comment(keys), self.toml.layout.comment(keys[:-1]))

    def _remove(self, keys: Keys) -> None:
        self.toml.remove(keys)
        table = keys[:-1]
        if self.toml.get(*table) == {} and self.toml.layout.comment(table) == MARK:
            self.toml.remove_header(table)

    def _remove_items(self, numbers: list[int]) -> None:
        for number in reversed(numbers):
            self.toml.remove_item(GLOBAL, number)
