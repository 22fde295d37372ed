"""Client certificates through the real program."""

import pytest

from tests.credprovider.provider import CANARY, Provider, token
from tests.credprovider.vault.auth.logins import POLICY, READ, Logins
from tests.servers.client_certificates import NAME
from tests.servers.vault_server import VaultServer

LOGIN = "auth/cert/login"


class CertLogins(Logins):
    """A provider that has a client certificate."""

    def present(self, name: str) -> None:
        """Have the certificate of this name from now on."""
        pair = self.server.clients.pair(name)
        self.provider.extra |= {"VAULT_CLIENT_CERT": str(pair.certificate), "VAULT_CLIENT_KEY": str(pair.key)}


@pytest.fixture
def cert(provider: Provider, vault_server: VaultServer) -> CertLogins:
    """Settings without a role, and the role `ci` that trusts the clients' authority for one common name."""
    made = CertLogins(provider, vault_server, "cert")
    vault_server.mount_auth("cert")
    role = {"certificate": vault_server.clients.authority.read_text(), "allowed_common_names": [NAME]}
    vault_server.administer("POST", "auth/cert/certs/ci", {**role, "token_policies": [POLICY], "token_ttl": "1h"})
    made.present("known")
    made.settings("")
    return made


@pytest.mark.parametrize("role", ["", ', role = "ci"'])
def test_a_certificate_is_shown_once_until_there_is_another(cert: CertLogins, role: str) -> None:
    before = len(cert.requests())
    cert.settings(role)

    assert [cert.get() for _ in range(2)] == [token(CANARY)] * 2
    assert cert.requests()[before:] == [LOGIN, READ, READ]
    cert.present("renewed")
    assert cert.get() == token(CANARY)
    assert cert.requests()[before:] == [LOGIN, READ, READ, LOGIN, READ]


@pytest.mark.parametrize("inline", ["", ", inline = true"])
@pytest.mark.parametrize(
    ("name", "role", "what"),
    [
        ("stranger", "", "no such role trusts who signed the client certificate"),
        ("known", ', role = "other"', "no such role trusts who signed the client certificate"),
        ("misnamed", ', role = "ci"', "the client certificate has other names than the role allows"),
        ("expired", "", "the client certificate has expired, or is not valid yet"),
    ],
)
def test_why_a_certificate_is_refused(cert: CertLogins, name: str, role: str, what: str, inline: str) -> None:
    cert.present(name)
    cert.settings(role + inline)

    said = cert.error()
    assert "does not let the auth method `cert` log in" in said
    assert what in said


def test_no_certificate(cert: CertLogins) -> None:
    del cert.provider.extra["VAULT_CLIENT_CERT"], cert.provider.extra["VAULT_CLIENT_KEY"]

    assert "the auth method `cert` needs a client certificate, and there is none" in cert.error()


def test_a_certificate_that_cannot_be_read(cert: CertLogins) -> None:
    cert.provider.extra["VAULT_CLIENT_CERT"] = "/nowhere/client.pem"

    assert "the client certificate in /nowhere/client.pem cannot be read: No such file or directory" in cert.error()


def test_the_login_of_hvac_gives_the_same_policies(cert: CertLogins) -> None:
    import hvac

    pair = cert.server.clients.pair("known")
    files = str(pair.certificate), str(pair.key)
    theirs = hvac.Client(url=cert.server.address, verify=str(cert.server.ca_file), cert=files)
    answer = theirs.auth.cert.login(name="ci")

    assert answer["auth"]["policies"] == ["default", POLICY]
    assert cert.get() == token(CANARY)  # which POLICY alone allows
