"""The whole examination: cargo, its config, this provider's settings and stores, and each registry."""

from collections import Counter
from collections.abc import Sequence
from itertools import chain as joined
from typing import Any, NamedTuple

from credprovider.doctor.asking import Asker, provider_seconds
from credprovider.doctor.cargo_version import Cargo, cargo_findings, find_cargo
from credprovider.doctor.configuration import configuration_findings
from credprovider.doctor.examined import Examined
from credprovider.doctor.finding import SEVERITIES, Finding
from credprovider.doctor.fingerprint import Fingerprints
from credprovider.doctor.keyring import keyring_findings
from credprovider.doctor.plain_tokens import PlainToken, file_findings, plain_tokens, token_findings
from credprovider.doctor.project import project_findings
from credprovider.doctor.registry_examination import RegistryExamination
from credprovider.doctor.registry_url import git_twins
from credprovider.doctor.replacement import replacement_findings
from credprovider.doctor.stores import Keyring, ask_keyring
from credprovider.doctor.surroundings import Surroundings
from credprovider.doctor.vault.logins import vault_findings
from credprovider.errors import Other
from credprovider.settings import FILE_NAME, Settings, load_settings
from policy.cargo.place import Place
from policy.cargo.refusal import CargoError


class Report(NamedTuple):
    """Everything that was found out. settings_problem: why the settings cannot be used, "" where they can. vault: the
    facts about the Vault that a registry's route leads to, None where none does.

    findings: those that are about no single registry, or about several alike.
    """

    around: Surroundings
    cargo: Cargo
    settings: Settings
    settings_problem: str
    keyring: Keyring
    registries: tuple[Examined, ...]
    tokens: tuple[PlainToken, ...]
    findings: tuple[Finding, ...]
    fingerprints: Fingerprints
    vault: dict[str, Any] | None = None

    def all_findings(self) -> list[Finding]:
        """Return every finding once, those of single registries included."""
        return list(joined(self.findings, *(examined.findings for examined in self.registries)))

    def counts(self) -> dict[str, int]:
        """Return how many findings have each severity."""
        counted = Counter(finding.severity for finding in self.all_findings())
        return {severity: counted[severity] for severity in SEVERITIES}


def examine(around: Surroundings, names: Sequence[str], *, asked_for: bool, run_providers: bool) -> Report:
    """Examine the registries `names` (names or index URLs) as seen from `around`.

    asked_for: whether a person named them. run_providers: whether any program that cargo's config names may be started.
    """
    settings, problem = _settings(around)
    asker = Asker(around, everybody=run_providers)
    examination = RegistryExamination(around, settings, problem, asker, asked_for=asked_for)
    registries = [examination.examine(name) for name in names]
    chains = [examined.chain for examined in registries if examined.chain is not None]
    fingerprints = Fingerprints()
    tokens = plain_tokens(around, chains, fingerprints)
    elsewhere = {one.name: one.stored.elsewhere for one in registries if one.name and one.stored is not None}
    cargo = find_cargo(around.environment, around.cargo_home)
    keyring = ask_keyring(settings, provider_seconds())
    findings = [
        *configuration_findings(around),
        *project_findings(around),
        *replacement_findings(around.config),
        *cargo_findings(cargo, git_twins(_urls(around, settings, registries))),
        *file_findings(around),
        *token_findings(tokens, chains, around, elsewhere),
        *keyring_findings(keyring, registries),
        *vault_findings(examination.vault, registries),
    ]
    if problem:
        edit = "correct it; `cargo credprovider settings` checks the file"
        findings.append(Finding("settings-mistake", "error", problem, Place(settings.path), edit))
    shared, own = _hoisted(registries)
    everything = (*dict.fromkeys(findings), *shared)
    vault = examination.vault.facts if examination.vault is not None else None
    return Report(around, cargo, settings, problem, keyring, own, tuple(tokens), everything, fingerprints, vault)


def _settings(around: Surroundings) -> tuple[Settings, str]:
    try:
        return load_settings(), ""
    except Other as error:
        return Settings({}, f"{around.cargo_home}/{FILE_NAME}"), ": ".join([error.message, *error.causes])


def _urls(around: Surroundings, settings: Settings, registries: Sequence[Examined]) -> list[str]:
    """Return every index URL that is written somewhere."""
    urls = [examined.url for examined in registries if examined.url]
    urls += [registry.url for registry in settings.registries.values()]
    for name in around.config.registry_names():
        try:
            urls.append(str(around.config.registry_index(name, Place(""))))
        except CargoError:
            continue
    return urls


def _hoisted(registries: Sequence[Examined]) -> tuple[tuple[Finding, ...], tuple[Examined, ...]]:
    """Take what was found in several registries alike out of them."""
    counted = Counter(finding for examined in registries for finding in examined.findings)
    shared = tuple(finding for finding, count in counted.items() if count > 1)
    own = tuple(
        examined._replace(findings=tuple(finding for finding in examined.findings if finding not in shared))
        for examined in registries
    )
    return shared, own
