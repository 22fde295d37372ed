"""What a server answers to logins of people: userpass, LDAP, and OpenID Connect in its three callback modes."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.credprovider.vault.auth.attended import consented, opened
from tests.servers.directory import ATTRIBUTE, BASE, running_directory
from tests.servers.identity_provider import CLIENT_ID, CLIENT_SECRET, running_identity_provider
from tests.servers.vault_contract.common import BY_TOKEN
from tests.servers.vault_server import Answer, VaultServer

PAGE = "http://localhost:8250/oidc/callback"
EXPIRED = "OpenBao login failed. Expired or missing OAuth state."


@pytest.fixture
def userpass(vault: VaultServer) -> VaultServer:
    """The Vault with the user alice."""
    vault.mount_auth("userpass")
    user = {"password": "right", "token_policies": ["p"], "token_ttl": "1h"}
    vault.administer("POST", "auth/userpass/users/alice", user)
    return vault


@pytest.fixture
def oidc(vault: VaultServer, tmp_path: Path) -> Iterator[VaultServer]:
    """The Vault with an identity provider, and a role for each callback mode."""
    with running_identity_provider(tmp_path) as issuer:
        vault.mount_auth("oidc")
        known = {"oidc_discovery_url": issuer, "oidc_client_id": CLIENT_ID, "oidc_client_secret": CLIENT_SECRET}
        vault.administer("POST", "auth/oidc/config", known)
        for mode in ("client", "direct", "device"):
            more = {} if mode == "client" else {"callback_mode": mode, "poll_interval": 1}
            role = {"role_type": "oidc", "user_claim": "sub", "allowed_redirect_uris": [PAGE], **more}
            vault.administer("POST", f"auth/oidc/role/{mode}", role)
        yield vault


def post(vault: VaultServer, path: str, **fields: object) -> Answer:
    return vault.request("POST", f"/v1/auth/{path}", fields)


def begun(vault: VaultServer, role: str, nonce: str = "n", page: str = PAGE) -> Answer:
    return post(vault, "oidc/oidc/auth_url", role=role, redirect_uri=page, client_nonce=nonce)


def said(answer: Answer) -> tuple[int, object]:
    return answer.status, answer.json["errors"]


def test_a_right_password_gives_a_token_with_the_users_policies(userpass: VaultServer) -> None:
    answer = post(userpass, "userpass/login/Alice", password="right")
    auth = answer.json["auth"]
    token = userpass.request("GET", "/v1/auth/token/lookup-self", token=auth["client_token"]).json["data"]

    assert (answer.status, auth["policies"], auth["lease_duration"]) == (200, ["default", "p"], 3600)
    assert (auth["metadata"], auth["renewable"], auth["mfa_requirement"]) == ({"username": "alice"}, True, None)
    assert (token["display_name"], token["path"]) == ("userpass-alice", "auth/userpass/login/Alice")


@pytest.mark.parametrize("user", ["alice", "nobody"])
def test_a_wrong_password_or_user(userpass: VaultServer, user: str) -> None:
    answer = post(userpass, f"userpass/login/{user}", password="wrong")

    assert said(answer) == (400, ["invalid username or password"])


def test_a_user_is_locked_out_after_five_wrong_passwords(userpass: VaultServer) -> None:
    answers = [post(userpass, "userpass/login/alice", password="wrong") for _ in range(6)]

    assert [answer.status for answer in answers] == [400] * 5 + [403]
    answer = post(userpass, "userpass/login/alice", password="right")
    assert (answer.status, answer.json) == (403, BY_TOKEN)
    assert post(userpass, "userpass/login/nobody", password="wrong").status == 400


def test_logins_that_are_none(userpass: VaultServer) -> None:
    assert said(post(userpass, "userpass/login/alice")) == (500, ["missing password"])
    assert userpass.request("GET", "/v1/auth/userpass/login/alice").status == 405
    assert userpass.request("GET", "/v1/auth/userpass/users/alice").status == 403
    assert post(userpass, "userpass/login/a%2Fb", password="x").status == 404


def test_the_tokens_of_a_method_end_with_its_mount(userpass: VaultServer) -> None:
    token = post(userpass, "userpass/login/alice", password="right").json["auth"]["client_token"]
    userpass.mount_auth("userpass")
    answer = userpass.request("GET", "/v1/auth/token/lookup-self", token=token)

    assert (answer.status, answer.json) == (403, BY_TOKEN)


def test_a_directory_says_whose_password_is_right(vault: VaultServer) -> None:
    vault.mount_auth("ldap")
    assert post(vault, "ldap/login/alice", password="right").status == 400
    with running_directory({"alice": "right"}) as url:
        vault.administer("POST", "auth/ldap/config", {"url": url, "userdn": BASE, "userattr": ATTRIBUTE})
        answer = post(vault, "ldap/login/alice", password="right")
        assert (answer.status, answer.json["auth"]["metadata"]) == (200, {"username": "alice"})
        for user, password in (("alice", "wrong"), ("nobody", "right"), ("alice", "")):
            assert post(vault, f"ldap/login/{user}", password=password).status == 400
    answer = post(vault, "ldap/login/alice", password="right")
    assert answer.status == 400
    assert "error connecting to host" in answer.json["errors"][0]


def test_a_login_in_a_browser_that_comes_back_is_good_once(oidc: VaultServer) -> None:
    answer = begun(oidc, "client", page="http://localhost:9999/oidc/callback")  # the port does not count
    assert set(answer.json["data"]) == {"auth_url"}
    back = urlsplit(consented(answer.json["data"]["auth_url"])).query
    for _ in range(2):
        answer = oidc.request("GET", f"/v1/auth/oidc/oidc/callback?{back}&client_nonce=n")
        if answer.status == 200:
            assert answer.json["auth"]["metadata"] == {"role": "client"}
    assert said(answer) == (400, [EXPIRED])


def test_who_has_not_begun_a_login_cannot_end_it(oidc: VaultServer) -> None:
    back = urlsplit(consented(begun(oidc, "client").json["data"]["auth_url"])).query

    assert said(oidc.request("GET", f"/v1/auth/oidc/oidc/callback?{back}&client_nonce=other")) == (
        400,
        ["invalid client_nonce"],
    )
    assert said(oidc.request("GET", f"/v1/auth/oidc/oidc/callback?{back}&client_nonce=n")) == (400, [EXPIRED])


@pytest.mark.parametrize("altered", [("nonce=", "nonce=x"), ("code_challenge=", "code_challenge=x")])
def test_a_login_that_was_altered_on_its_way(oidc: VaultServer, altered: tuple[str, str]) -> None:
    url = begun(oidc, "client").json["data"]["auth_url"]
    back = urlsplit(consented(url.replace(*altered))).query
    answer = oidc.request("GET", f"/v1/auth/oidc/oidc/callback?{back}&client_nonce=n")

    assert answer.status == 400
    assert "OpenBao login failed. Error exchanging oidc code" in answer.json["errors"][0]


def test_logins_that_do_not_begin(oidc: VaultServer) -> None:
    assert said(begun(oidc, "none")) == (400, ['role "none" could not be found'])
    assert said(begun(oidc, "")) == (400, ["missing role"])
    assert said(begun(oidc, "device", nonce="")) == (400, ["missing client_nonce"])
    assert said(begun(oidc, "client", page="")) == (400, ["missing redirect_uri"])
    assert begun(oidc, "client", page="http://localhost:8250/other").json["data"] == {"auth_url": ""}
    assert said(post(oidc, "oidc/oidc/poll", state="st_none")) == (400, [EXPIRED])
    oidc.mount_auth("oidc")
    assert said(begun(oidc, "client")) == (400, ["could not load configuration"])


def test_a_role_names_the_pages_that_a_browser_may_come_back_to(oidc: VaultServer) -> None:
    for mode in ("client", "device"):
        role = {"user_claim": "sub", "callback_mode": mode}
        answer = oidc.request("POST", "/v1/auth/oidc/role/none", role, token=oidc.root_token)
        problem = "'allowed_redirect_uris' must be set if 'role_type' is 'oidc' or unspecified."
        assert said(answer) == (400, [problem])


def test_a_login_in_a_browser_that_comes_back_to_vault(oidc: VaultServer) -> None:
    data = begun(oidc, "direct").json["data"]
    assert data["poll_interval"] == "1"
    assert parse_qs(urlsplit(data["auth_url"]).query)["state"] == [data["state"]]
    assert polled(oidc, data) == (400, ["authorization_pending"])
    back = urlsplit(consented(data["auth_url"])).query
    assert "Confirm" in oidc.request("GET", f"/v1/auth/oidc/oidc/callback?{back}").body.decode()
    assert polled(oidc, data) == (400, ["authorization_pending"])
    done = oidc.request("GET", f"/v1/auth/oidc/oidc/callback?{back}&confirmation=1")
    assert (done.status, done.headers["content-type"].partition(";")[0]) == (200, "text/html")

    assert post(oidc, "oidc/oidc/poll", state=data["state"], client_nonce="n").status == 200


def test_a_login_on_another_device(oidc: VaultServer) -> None:
    data = begun(oidc, "device").json["data"]
    assert set(data) == {"auth_url", "poll_interval", "state", "user_code"}
    assert polled(oidc, data) == (400, ["authorization_pending"])
    opened(f"{data['auth_url']}?user_code={data['user_code']}")

    assert post(oidc, "oidc/oidc/poll", state=data["state"], client_nonce="n").status == 200
    assert polled(oidc, data) == (400, [EXPIRED])


def test_a_poll_of_somebody_else_ends_the_login(oidc: VaultServer) -> None:
    data = begun(oidc, "direct").json["data"]

    assert said(post(oidc, "oidc/oidc/poll", state=data["state"], client_nonce="x")) == (400, ["invalid client_nonce"])
    assert polled(oidc, data) == (400, [EXPIRED])


def polled(vault: VaultServer, data: dict[str, str]) -> tuple[int, object]:
    return said(post(vault, "oidc/oidc/poll", state=data["state"], client_nonce="n"))
