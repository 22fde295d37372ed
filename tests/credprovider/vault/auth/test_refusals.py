"""What refused logins mean: the texts themselves come from the servers, in the tests of each method."""

import pytest

from credprovider.vault.auth.refusals import REFUSALS, reason
from tests.credprovider.provider import CANARY, Provider
from tests.credprovider.vault.auth.logins import POLICY, Logins
from tests.servers.vault_server import VaultServer


@pytest.mark.parametrize(
    ("method", "row"), [(method, row) for method, rows in REFUSALS.items() for row in rows], ids=str
)
def test_no_meaning_hides_behind_another(method: str, row: tuple[str, str, str]) -> None:
    part, meaning, advice = row

    assert reason(method, f"x {part} y") == (meaning, advice)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ('error validating claims: claim "ref" is missing', ": ref"),
        (
            'error validating claims: claim "user_login" does not match any associated bound claim values',
            ": user_login",
        ),
        (f'error validating claims: claim "{CANARY}.x" is missing', ""),
        (f'error validating claims: claim "{"a" * 33}" is missing', ""),
        ('error validating claims: claim "\x1b[2J" is missing', ""),
        ("error validating claims: received claim is not a string", ""),
    ],
)
def test_the_name_of_a_claim_is_shown_and_nothing_else(words: str, shown: str) -> None:
    # abuse case 65
    found = reason("jwt", words)

    assert found is not None
    assert found[0] == f"the JWT does not have what the role is bound to{shown}"


def test_words_that_nobody_knows() -> None:
    assert reason("jwt", f"something else about {CANARY}") is None
    assert reason("token", "missing role") is None


@pytest.mark.parametrize("inline", ["", ", inline = true"])
def test_why_an_approle_is_refused(provider: Provider, vault_server: VaultServer, inline: str) -> None:
    logins = Logins(provider, vault_server, "approle")
    vault_server.mount_auth("approle")
    vault_server.administer("POST", "auth/approle/role/ci", {"token_policies": [POLICY]})
    role_id = vault_server.administer("GET", "auth/approle/role/ci/role-id")["data"]["role_id"]
    provider.extra["SECRET_ID"] = CANARY
    wrong = "the role_id is unknown, or the secret_id wrong, used up or expired"

    logins.settings(f', role-id = "{role_id}", secret-id-variable = "SECRET_ID"{inline}')
    assert wrong in logins.error()
    logins.settings(f', role-id = "unknown", secret-id-variable = "SECRET_ID"{inline}')
    assert wrong in logins.error()
    logins.settings(f', role-id = "{role_id}"{inline}')
    assert "the role wants a secret_id\nname it: secret-id-file or secret-id-variable" in logins.error()
