"""What is wrong with Vault as a whole, and whether logins could cost less."""

from collections.abc import Iterator, Sequence

from credprovider.doctor.examined import Examined
from credprovider.doctor.finding import Finding
from credprovider.doctor.vault.health import INLINE_AUTH, is_openbao_since
from credprovider.doctor.vault.notes import Notes
from credprovider.doctor.vault.server import NOWHERE


def vault_findings(server: Notes | None, registries: Sequence[Examined]) -> Iterator[Finding]:
    """Yield what was found about the server, and where its logins are not kept. server: None where no route leads to
    Vault.
    """
    if server is None:
        return
    yield from server.findings
    routes = [route for examined in registries for route in examined.vault]
    unkept = [route for route in routes if route["method"] not in (None, "token") and not route["inline"]]
    if not unkept or server.facts["logins_kept"] != NOWHERE:
        return
    message = "no login to Vault can be kept here, so that every request for a token logs in anew: the kernel's "
    message += "keyring cannot be used, and XDG_RUNTIME_DIR names no folder that is this user's alone"
    edit = "set XDG_RUNTIME_DIR to a folder of this user's with the mode 0700, in memory if possible"
    has_inline = is_openbao_since(server.facts["health"], INLINE_AUTH)
    if has_inline and not any(route["attended"] for route in unkept):
        edit += "; or write inline = true into auth under [vault]: this OpenBao logs in and reads in one request"
    yield Finding("vault-logins-not-kept", "advice", message, None, edit)
