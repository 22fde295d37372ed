"""Which engine a secret is in, and whether the route says the same.

Source: sys/internal/ui/mounts, which Vault's own command line asks; a token needs any right below the mount for it.
"""

from collections.abc import Sequence
from typing import Any

from credprovider.doctor.vault.notes import Notes
from credprovider.vault.client import Client
from credprovider.vault.kv import DYNAMIC, KV_V1, KV_V2, SecretPlace
from credprovider.vault.secret_path import encoded_path

_ENGINES = {KV_V2: "KV version 2", KV_V1: "KV version 1"}


def examine_mount(client: Client, place: SecretPlace, notes: Notes, settings: str) -> str | None:
    """Note the mount, and what is wrong with the route; return the path that a policy must name, None for no mount.

    settings: the path of our settings. Raises VaultFailure.
    """
    mount, status = find_mount(client, f"{place.mount}/{place.path}")
    notes.facts["mount"] = mount
    if status == 403:
        message = f"{client.where} knows no mount for {place}, or no policy of the token reaches into it"
        edit = "the first part of `secret` is the mount, unless `mount` names a longer one; a policy must have: "
        notes.add("vault-mount", "error", message, f"{edit}{policy_line(place.api_path)}", settings)
        return None
    if mount is None or (mount["path"], mount["engine"]) == (place.mount, place.engine):
        return place.api_path
    kind = _ENGINES.get(mount["engine"], f"the engine `{mount['type']}`")
    named = _ENGINES.get(place.engine, "an engine that makes secrets")
    message = f"{place} is in {kind} at `{mount['path']}`, and the route says {named} at `{place.mount}`"
    notes.add("vault-engine", "error", message, f"write {lines(mount)} into the route", settings)
    return SecretPlace(f"{place.mount}/{place.path}", mount["path"], mount["engine"]).api_path


def find_mount(client: Client, path: str) -> tuple[dict[str, Any] | None, int]:
    """Return the mount that `path` belongs to, None where Vault does not tell, and the status of its answer.

    The mount is its path without slashes around it, its type, and the engine that a route names. Raises VaultFailure.
    """
    answer = client.get(f"sys/internal/ui/mounts/{encoded_path(path)}")
    data = answer.table("data")
    mount, kind, options = data.get("path"), data.get("type"), data.get("options")
    if answer.status != 200 or not (isinstance(mount, str) and isinstance(kind, str)):
        return None, answer.status
    version = options.get("version") if isinstance(options, dict) else None
    engine = (KV_V2 if version == "2" else KV_V1) if kind in ("kv", "generic") else DYNAMIC
    return {"path": mount.strip("/"), "type": kind, "engine": engine}, answer.status


def lines(mount: dict[str, Any]) -> str:
    """Return what a route must say for a secret of this mount."""
    engine = f'engine = "{mount["engine"]}"'
    return f'{engine} and mount = "{mount["path"]}"' if "/" in mount["path"] else engine


def policy_line(path: str, capabilities: Sequence[str] = ("read",)) -> str:
    """Return the line of a policy that lets somebody do that at `path`."""
    allowed = ", ".join(f'"{each}"' for each in capabilities)
    return f'path "{path}" {{ capabilities = [{allowed}] }}'
