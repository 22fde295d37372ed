"""A login that only a person can make: doctor asks nobody, and says how to log in."""

import pytest

from credprovider.doctor.vault.login import Visitor, examine_login
from credprovider.doctor.vault.notes import Notes
from credprovider.doctor.vault.routes import VaultRoute
from credprovider.route import Route
from credprovider.settings import Settings
from credprovider.vault.auth.interface import AuthMethod, LoginRequest
from credprovider.vault.session import Session
from tests.credprovider.provider import INDEX
from tests.servers.processes import free_port


class Attended(AuthMethod):
    """A method that asks a person, who is not there."""

    attended = True

    def login_request(self) -> LoginRequest:
        raise AssertionError("nobody may be asked")


def test_nobody_is_logged_in_and_nobody_is_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("CARGO_HOME", str(tmp_path))
    table: dict[str, object] = {"address": f"https://127.0.0.1:{free_port()}"}
    session = Session(table, lambda: 1.0)
    session.method = Attended({"method": "sign-in"}, session.method.client)
    route = Route(INDEX, {"secret": "kv/x"}, Settings({}, ""), separate=False)
    notes = Notes(VaultRoute(route, ("read",)).facts())

    assert examine_login(session, notes) == Visitor()
    (finding,) = notes.findings
    assert (finding.name, finding.severity) == ("vault-not-logged-in", "warning")
    assert "`cargo credprovider vault login`" in finding.message + finding.help
    assert (notes.facts["method"], notes.facts["attended"]) == ("sign-in", True)
