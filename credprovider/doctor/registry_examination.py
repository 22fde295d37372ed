"""Examining one registry."""

from collections.abc import Iterator
from typing import Any

from credprovider.doctor.answer_findings import answer_findings, any_answer_findings, start_findings
from credprovider.doctor.asking import Asker, provider_seconds
from credprovider.doctor.chain import chain_findings
from credprovider.doctor.configuration import refused
from credprovider.doctor.conversation import OTHER
from credprovider.doctor.examined import Asked, Examined
from credprovider.doctor.finding import Finding
from credprovider.doctor.ours import is_ours
from credprovider.doctor.program_findings import built_in_findings, program_findings
from credprovider.doctor.registry_url import url_findings
from credprovider.doctor.stores import Served, Stored, ask_store, served
from credprovider.doctor.surroundings import Surroundings
from credprovider.doctor.vault.notes import Notes
from credprovider.doctor.vault.routes import ask_routes, vault_routes
from credprovider.doctor.vault.server import ask_server
from credprovider.errors import Other
from credprovider.index_url import identity
from credprovider.settings import Settings
from policy.cargo.missing_index import CAUSES
from policy.cargo.names import CRATES_IO
from policy.cargo.place import Place
from policy.cargo.provider_chain import Chain, find_chain, find_registry
from policy.cargo.refusal import CargoError


class RegistryExamination:
    """Examines one registry after the other.

    problem: why the settings cannot be used, "" where they can. asked_for: whether a person named the registry.
    """

    def __init__(
        self, around: Surroundings, settings: Settings, problem: str, asker: Asker, *, asked_for: bool
    ) -> None:
        self._around = around
        self._settings = settings
        self._problem = problem
        self._asker = asker
        self._asked_for = asked_for
        self.vault: Notes | None = None  # what there is to know about the server, once a registry has led there

    def examine(self, registry: str) -> Examined:
        """Return what there is to know about a registry, by its name or its index URL."""
        name = None if "://" in registry else registry
        place = self._index_place(registry)
        url = ""
        try:
            source = find_registry(self._around.config, registry)
            url = source.url
            chain = find_chain(self._around.config, source)
        except CargoError as error:
            found = refused(error)
            if error.cause in CAUSES:
                message = f"`registries.{name}` has no index, so that cargo does not know this registry in this folder"
                found = Finding("registry-without-index", "advice", message, None, "give it an index, or remove it")
            is_known = found in [refused(other) for other in self._around.errors]
            return Examined(name, url, place, None, (), (), None, () if is_known else (found,))
        asked = self._asker.ask_all(chain)
        ours = next((one for one in asked if is_ours(one.provider)), None)
        places, stored, problem = self._stores(chain, ours)
        findings = [*url_findings(url, place), *self._chain_findings(chain), *problem]
        for at, one in enumerate(asked):
            findings += self._asked_findings(one, chain, stored, is_last=at == len(asked) - 1)
        vault, problem = self._vault(chain, ours, places)
        findings += problem
        used = chain.table[-1] if chain.table and chain.table[0] == "registries" else name
        shown = name or (str(used) if used else None)
        own = tuple(dict.fromkeys(findings))
        return Examined(shown, url, place, chain, tuple(asked), tuple(places), stored, own, tuple(vault))

    def _chain_findings(self, chain: Chain) -> Iterator[Finding]:
        listed = identity(chain.source.url) in self._settings.registries
        yield from chain_findings(chain, self._around.credentials, wanted=self._asked_for or listed)

    def _asked_findings(self, one: Asked, chain: Chain, stored: Stored | None, *, is_last: bool) -> Iterator[Finding]:
        place = (one.provider.alias or one.provider.value).place
        hello = one.answer.times.hello if one.answer is not None and one.answer.times is not None else None
        if one.program is None:
            yield from built_in_findings(one.provider)
        else:
            yield from program_findings(one.provider, one.program, self._around.environment, hello)
        if one.answer is None:
            return
        if not is_ours(one.provider):
            yield from any_answer_findings(one.answer, chain.source, place)
            return
        if not (self._problem and one.answer.kind == OTHER):  # it says that the settings have a mistake
            path = self._settings.path
            yield from answer_findings(one.answer, chain.source, place, stored, path, is_last=is_last)
        if one.program is None or not one.program.manager:
            yield from start_findings(one.answer, one.start, place)

    def _stores(self, chain: Chain, ours: Asked | None) -> tuple[list[Served], Stored | None, list[Finding]]:
        """Return the places of a registry's tokens and what the store says, where this provider serves it at all."""
        url, name = chain.source.url, chain.source.name or None
        listed = identity(url) in self._settings.registries
        if self._problem or (ours is None and not listed):
            return [], None, []
        arguments = ours.provider.args if ours is not None else ()
        try:
            places = served(url, name, arguments, self._settings)
            if not places:
                return [], None, []
            stored = ask_store(url, name, arguments, self._settings, provider_seconds())
        except Other as error:
            if ours is not None and ours.answer is not None:
                return [], None, []  # the provider itself has said it
            words = ": ".join([error.message, *error.causes])
            where = ours.provider.value.place if ours is not None else Place(self._settings.path)
            return [], None, [Finding("provider-fails", "error", words, where, "correct it")]
        if stored.problem and (ours is None or ours.answer is None):
            words = ": ".join([stored.problem, *stored.causes])
            found = Finding("store-unusable", "error", words, Place(self._settings.path), "mend what it says")
            return places, stored, [found]
        return places, stored, []

    def _vault(
        self, chain: Chain, ours: Asked | None, places: list[Served]
    ) -> tuple[list[dict[str, Any]], list[Finding]]:
        """Return the facts about the routes of a registry that lead to Vault, and what is wrong there."""
        if not any(place.store == "vault" for place in places):
            return [], []
        arguments = ours.provider.args if ours is not None else ()
        routes = vault_routes(chain.source.url, chain.source.name or None, arguments, self._settings)
        if self.vault is None:
            self.vault = ask_server(routes[0].route.shared, provider_seconds())
        if not self.vault.facts["serves"]:
            return [each.facts() for each in routes], []
        return ask_routes(routes, self._settings.path, provider_seconds())

    def _index_place(self, registry: str) -> Place | None:
        if "://" in registry or registry == CRATES_IO:
            return None
        try:
            index = self._around.config.string("registries", registry, "index")
        except CargoError:
            return None
        return index.place if index is not None else None
