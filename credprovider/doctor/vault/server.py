"""The Vault of the settings, which all registries share: the way there, and its state."""

from collections.abc import Mapping
from typing import Any

from credprovider.deadline import Deadline
from credprovider.doctor.vault.connection import describe_settings, measure_connection
from credprovider.doctor.vault.health import examine_health
from credprovider.doctor.vault.notes import Notes
from credprovider.doctor.watched import ask_watched
from credprovider.errors import Other
from credprovider.kernel_keyring import read
from credprovider.runtime_folder import runtime_folder
from credprovider.vault.client import Client
from credprovider.vault.config import VaultConfig
from credprovider.vault.failures import VaultFailure

KERNEL, RUNTIME_FOLDER, NOWHERE = "kernel", "runtime-folder", "nowhere"


def ask_server(table: Mapping[str, object], seconds: float) -> Notes:
    """Return what there is to know about the Vault of `table`, the checked `[vault]`, asked for `seconds` at most."""
    notes = Notes(no_facts())

    def question(deadline: Deadline) -> dict[str, Any]:
        examine_server(table, deadline, notes)
        return notes.content()

    try:
        return Notes.read(ask_watched(question, seconds, notes.expired))
    except Other as error:
        notes.failed("vault-unreachable", error)
        return notes


def no_facts() -> dict[str, Any]:
    """Return the facts before anything was looked at."""
    return {
        "address": None,
        "address_from": None,
        "namespace": None,
        "proxy": None,
        "trust": None,
        "protocol": None,
        "certificate": None,
        "health": None,
        "logins_kept": None,
        "serves": False,
        "milliseconds": {"lookup": None, "connect": None, "tls": None},
    }


def examine_server(table: Mapping[str, object], deadline: Deadline, notes: Notes) -> None:
    """Note everything about the server in `notes`. `serves` says whether it can be asked for secrets."""
    notes.facts["logins_kept"] = where_logins_are_kept()
    try:
        config, plain = VaultConfig(dict(table)), VaultConfig(dict(table))
        describe_settings(config, table, notes)
    except VaultFailure as failure:
        notes.failed("vault-settings", failure)
        return
    client = Client(config, deadline.left)
    deadline.waiting_for(client.where)
    measure_connection(config, deadline.left, notes)
    plain.namespace = ""
    try:
        notes.facts["serves"] = examine_health(Client(plain, deadline.left), notes) and _namespace(client, notes)
    except VaultFailure as failure:
        notes.failed("vault-unreachable", failure)


def where_logins_are_kept() -> str:
    """Return where the token of a login is kept between runs of cargo on this machine."""
    try:
        read("cargo-credprovider:doctor")
    except Other:
        return RUNTIME_FOLDER if runtime_folder() is not None else NOWHERE
    return KERNEL


def _namespace(client: Client, notes: Notes) -> bool:
    """Return whether our namespace is there. Vault looks for it before it asks who wants to know."""
    name = client.config.namespace
    if not name:
        return True
    answer = client.get("auth/token/lookup-self")
    if answer.status == 404 and any("namespace" in word for word in answer.words()):
        edit = "correct `namespace` under [vault], or BAO_NAMESPACE or VAULT_NAMESPACE"
        notes.add("vault-namespace", "error", f"{client.where} has no namespace `{name}`", edit)
        return False
    return True
