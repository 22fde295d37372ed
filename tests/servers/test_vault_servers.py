"""The contract of a Vault, held by the real server and by the stand-in alike: the same status, the same body.

What is asserted here was first read off an OpenBao 2.6 server. A client's tests may rely on no more than this.
"""

import socket
import time
from urllib.parse import urlsplit

import pytest

from tests.servers.vault_server import Answer, VaultServer

BY_POLICY = {"errors": ["1 error occurred:\n\t* permission denied\n\n"]}
BY_TOKEN = {"errors": ["permission denied"]}
NOT_FOUND: dict[str, list[str]] = {"errors": []}


@pytest.fixture
def vault(vault_server: VaultServer) -> VaultServer:
    """The Vault with one secret of two versions and one in KV version 1."""
    if not vault_server.request("GET", "/v1/kv/data/contract/acme?version=2", token=vault_server.root_token).json.get(
        "data"
    ):
        vault_server.write_secret("kv/contract/acme", {"token": "one", "more": {"n": 1}})
        vault_server.write_secret("kv/contract/acme", {"token": "two"})
        vault_server.write_secret("kv1/contract/acme", {"token": "old"})
        vault_server.write_secret("kv1/contract/lease", {"token": "old", "ttl": "90s"})
    return vault_server


@pytest.fixture
def reader(vault: VaultServer) -> str:
    """A token that reads kv/contract/ and nothing else."""
    return vault.token_reading("kv/data/contract/*", "kv1/contract/*")


def as_root(vault: VaultServer, method: str, path: str, body: object = None) -> Answer:
    return vault.request(method, f"/v1/{path}", body, token=vault.root_token)


def test_a_secret_comes_in_its_envelope(vault: VaultServer, reader: str) -> None:
    answer = vault.request("GET", "/v1/kv/data/contract/acme", token=reader)

    assert answer.status == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    envelope = answer.json
    assert list(envelope) == [
        "request_id",
        "lease_id",
        "renewable",
        "lease_duration",
        "data",
        "wrap_info",
        "warnings",
        "auth",
    ]
    assert (envelope["lease_id"], envelope["lease_duration"]) == ("", 0)
    assert envelope["data"]["data"] == {"token": "two"}
    assert list(envelope["data"]["metadata"]) == [
        "created_time",
        "custom_metadata",
        "deletion_time",
        "destroyed",
        "version",
    ]
    assert envelope["data"]["metadata"]["version"] == 2


def test_an_older_version_can_be_asked_for(vault: VaultServer, reader: str) -> None:
    answer = vault.request("GET", "/v1/kv/data/contract/acme?version=1", token=reader)

    assert answer.json["data"]["data"] == {"token": "one", "more": {"n": 1}}


def test_a_version_that_never_was_is_not_found(vault: VaultServer, reader: str) -> None:
    answer = vault.request("GET", "/v1/kv/data/contract/acme?version=9", token=reader)

    assert (answer.status, answer.json) == (404, NOT_FOUND)


def test_a_version_must_be_a_number(vault: VaultServer, reader: str) -> None:
    answer = vault.request("GET", "/v1/kv/data/contract/acme?version=x", token=reader)

    assert answer.status == 400
    assert "Field validation failed" in answer.json["errors"][0]


def test_kv_version_1_gives_its_fields_at_once_and_a_lease_without_an_id(vault: VaultServer, reader: str) -> None:
    plain = vault.request("GET", "/v1/kv1/contract/acme", token=reader).json
    with_ttl = vault.request("GET", "/v1/kv1/contract/lease", token=reader).json

    assert (plain["data"], plain["lease_id"], plain["lease_duration"]) == ({"token": "old"}, "", 2764800)
    assert with_ttl["lease_duration"] == 90


@pytest.mark.parametrize("path", ["kv/data/contract/none", "kv/data/contract/", "kv1/contract/none", "kv1/data/x"])
def test_an_unknown_secret_is_an_empty_list_of_errors(vault: VaultServer, path: str) -> None:
    answer = as_root(vault, "GET", path)

    assert (answer.status, answer.json) == (404, NOT_FOUND)


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "kv/contract/acme"), ("GET", "kv/Data/x"), ("GET", "kv"), ("PUT", "kv/contract/x"), ("DELETE", "kv/x")],
)
def test_a_version_1_path_on_a_version_2_mount_is_warned_of(vault: VaultServer, method: str, path: str) -> None:
    answer = as_root(vault, method, path, {"data": {}} if method == "PUT" else None)

    assert answer.status == 404
    assert "errors" not in answer.json
    assert answer.json["data"] is None
    assert "Invalid path for a versioned K/V secrets engine" in answer.json["warnings"][0]


def test_the_root_of_a_version_2_mount_is_warned_of(vault: VaultServer) -> None:
    answer = as_root(vault, "GET", "kv/data")

    assert answer.status == 404
    assert "Non-listing operations on the root of a K/V v2 mount" in answer.json["warnings"][0]


def test_a_trailing_slash_on_a_secret_is_a_fault_of_the_server(vault: VaultServer) -> None:
    answer = as_root(vault, "GET", "kv/data/contract/acme/")

    assert answer.status == 500
    assert "could not find version data" in answer.json["errors"][0]


@pytest.mark.parametrize("path", ["nomount/x", "kvx/data/a", "KV/data/contract/acme", "contract/acme"])
def test_a_path_outside_every_mount_has_no_handler(vault: VaultServer, path: str) -> None:
    answer = as_root(vault, "GET", path)

    assert (answer.status, answer.json) == (
        404,
        {"errors": [f'no handler for route "{path}". route entry not found.']},
    )


def test_an_unknown_system_path_is_unsupported(vault: VaultServer) -> None:
    answer = as_root(vault, "GET", "sys/nothing")

    assert answer.status == 404
    assert "unsupported path" in answer.json["errors"][0]


@pytest.mark.parametrize("path", ["/v2/kv/data/contract/acme", "/v1"])
def test_outside_the_api_there_is_nothing(vault: VaultServer, path: str) -> None:
    answer = vault.request("GET", path, token=vault.root_token)

    assert (answer.status, answer.json) == (404, NOT_FOUND)


@pytest.mark.parametrize(
    ("asked", "location"),
    [
        ("/v1/kv/data/contract/../contract/acme?version=1", "/v1/kv/data/contract/acme?version=1"),
        ("/v1/kv/data/a/../../../sys/mounts", "/v1/sys/mounts"),
        ("/v1/kv//data/contract/acme", "/v1/kv/data/contract/acme"),
        ("/v1/kv/data/contract/./acme", "/v1/kv/data/contract/acme"),
    ],
)
def test_a_path_that_is_not_clean_is_redirected_before_anybody_asks_for_a_token(
    vault: VaultServer, asked: str, location: str
) -> None:
    answer = vault.request("GET", asked)

    assert (answer.status, answer.headers["location"]) == (307, location)
    assert answer.headers["content-type"].startswith("text/html")


def test_dots_in_disguise_are_refused(vault: VaultServer) -> None:
    for mount in ("kv/data", "kv1"):
        answer = as_root(vault, "GET", f"{mount}/contract/%2e%2e/contract/acme")

        assert (answer.status, answer.json) == (400, {"errors": ["relative paths not supported"]})


def test_two_dots_within_a_name_are_a_name(vault: VaultServer) -> None:
    answer = as_root(vault, "GET", "kv/data/contract/a..b")

    assert (answer.status, answer.json) == (404, NOT_FOUND)


def test_an_encoded_slash_is_a_slash(vault: VaultServer, reader: str) -> None:
    answer = vault.request("GET", "/v1/kv/data/contract%2Facme", token=reader)

    assert answer.json["data"]["data"] == {"token": "two"}


@pytest.mark.parametrize("path", ["kv/data/a%00", "kv/data/a%0a", "kv/data/%zz"])
def test_what_is_no_path_is_refused_without_json(vault: VaultServer, path: str) -> None:
    answer = as_root(vault, "GET", path)

    assert answer.status == 400
    assert not answer.body.startswith(b"{")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("LIST", "kv/data/contract/acme"),
        ("GET", "kv/data/contract/acme?list=true"),
        ("GET", "kv/destroy/contract/acme"),
        ("GET", "auth/token/create"),
        ("DELETE", "auth/token/lookup-self"),
        ("GET", "auth/token/revoke"),
    ],
)
def test_a_wrong_verb_is_an_unsupported_operation(vault: VaultServer, method: str, path: str) -> None:
    answer = as_root(vault, method, path)

    assert (answer.status, answer.json) == (405, {"errors": ["1 error occurred:\n\t* unsupported operation\n\n"]})


@pytest.mark.parametrize(
    ("method", "path"), [("FOO", "kv/data/contract/acme"), ("GET", "sys/seal"), ("POST", "sys/health")]
)
def test_a_verb_that_nobody_has_is_refused_without_a_text(vault: VaultServer, method: str, path: str) -> None:
    answer = as_root(vault, method, path)

    assert (answer.status, answer.json) == (405, NOT_FOUND)


@pytest.mark.parametrize("token", [None, "", "bad", "s.XXXXXXXXXXXXXXXXXXXXXXXX", "a b", "x" * 9000])
@pytest.mark.parametrize("path", ["kv/data/contract/acme", "nomount/x", "sys/nothing", "auth/token/lookup-self"])
def test_without_a_good_token_every_path_looks_the_same(vault: VaultServer, token: str | None, path: str) -> None:
    answer = vault.request("GET", f"/v1/{path}", token=token)

    assert (answer.status, answer.json) == (403, BY_TOKEN)


@pytest.mark.parametrize(
    "path",
    ["kv/data/other", "kv/contract/acme", "kv/data/contract", "nomount/x", "sys/nothing", "auth/token/lookup"],
)
def test_what_no_policy_allows_looks_the_same_whether_it_exists_or_not(
    vault: VaultServer, reader: str, path: str
) -> None:
    answer = vault.request("GET", f"/v1/{path}", token=reader)

    assert (answer.status, answer.json) == (403, BY_POLICY)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "LIST"])
def test_a_reader_can_do_nothing_but_read(vault: VaultServer, reader: str, method: str) -> None:
    body: object = {"data": {}} if method in ("POST", "PUT") else None
    answer = vault.request(method, "/v1/kv/data/contract/acme", body, token=reader)

    assert (answer.status, answer.json) == (403, BY_POLICY)


def test_the_most_specific_pattern_decides(vault: VaultServer) -> None:
    rules = {
        "kv/data/contract/a/*": ["read"],
        "kv/data/contract/a/secret/*": ["deny"],
        "kv/data/contract/a/b*": ["list"],
        "kv/data/contract/+/x": ["read"],
        "kv/data/contract/new": ["create"],
    }
    vault.policy("contract-patterns", rules)
    token = vault.token(["contract-patterns"])
    vault.administer("DELETE", "kv/metadata/contract/new")

    def status(method: str, name: str) -> int:
        body = {"data": {"a": "b"}} if method == "POST" else None
        return vault.request(method, f"/v1/kv/data/contract/{name}", body, token=token).status

    assert status("GET", "a/1") == 404
    assert status("GET", "a/secret/1") == 403
    assert status("GET", "a/b1") == 403
    assert status("GET", "z/x") == 404
    assert status("GET", "z/y/x") == 403
    assert status("POST", "new") == 200
    assert status("POST", "new") == 403  # it exists now: an update, no longer a creation


def test_a_bearer_token_is_as_good(vault: VaultServer, reader: str) -> None:
    path = "/v1/kv/data/contract/acme"

    assert vault.request("GET", path, headers={"Authorization": f"Bearer {reader}"}).status == 200
    assert vault.request("GET", path, headers={"Authorization": reader}).status == 403
    assert vault.request("GET", path, token="bad", headers={"Authorization": f"Bearer {reader}"}).status == 403


def test_a_token_ends_when_it_is_revoked(vault: VaultServer, reader: str) -> None:
    vault.revoke(reader)
    answer = vault.request("GET", "/v1/kv/data/contract/acme", token=reader)

    assert (answer.status, answer.json) == (403, BY_TOKEN)


def test_a_token_ends_with_its_time(vault: VaultServer) -> None:
    token = vault.token(["default"], ttl="1s")
    before = vault.request("GET", "/v1/auth/token/lookup-self", token=token)
    after = before
    end = time.monotonic() + 10
    while after.status == 200 and time.monotonic() < end:  # a busy server takes its time to end a token
        time.sleep(0.2)
        after = vault.request("GET", "/v1/auth/token/lookup-self", token=token)

    assert (before.status, before.json["data"]["creation_ttl"]) == (200, 1)
    assert before.json["data"]["ttl"] in (0, 1)
    assert (after.status, after.json) == (403, BY_TOKEN)


def test_every_request_uses_a_token_up_also_a_refused_one(vault: VaultServer, reader: str) -> None:
    assert reader  # the policy that its fixture has written is used here
    name = "read-kv.data.contract.all-kv1.contract.all"
    token = vault.token([name], num_uses=3)
    paths = ["/v1/kv/data/other", "/v1/kv/data/contract/none", "/v1/kv/data/contract/acme", "/v1/kv/data/contract/acme"]

    assert [vault.request("GET", path, token=token).status for path in paths] == [403, 404, 200, 403]


def test_a_token_can_look_itself_up(vault: VaultServer, reader: str) -> None:
    data = vault.request("GET", "/v1/auth/token/lookup-self", token=reader).json["data"]

    assert data["policies"] == ["default", "read-kv.data.contract.all-kv1.contract.all"]
    assert (data["creation_ttl"], data["num_uses"], data["type"]) == (3600, 0, "service")
    assert 3590 <= data["ttl"] <= 3600


def test_a_deleted_version_is_a_404_that_says_when(vault: VaultServer, reader: str) -> None:
    vault.write_secret("kv/contract/deleted", {"token": "x"})
    vault.delete_latest("kv/contract/deleted")
    answer = vault.request("GET", "/v1/kv/data/contract/deleted", token=reader)

    assert answer.status == 404
    assert "errors" not in answer.json
    assert answer.json["data"]["data"] is None
    assert answer.json["data"]["metadata"]["deletion_time"] != ""
    assert answer.json["data"]["metadata"]["destroyed"] is False


def test_a_destroyed_version_is_a_404_that_says_so(vault: VaultServer, reader: str) -> None:
    vault.write_secret("kv/contract/destroyed", {"token": "x"})
    number = vault.write_secret("kv/contract/destroyed", {"token": "y"})
    vault.destroy_version("kv/contract/destroyed", number)
    answer = vault.request("GET", "/v1/kv/data/contract/destroyed", token=reader)
    older = vault.request("GET", f"/v1/kv/data/contract/destroyed?version={number - 1}", token=reader)

    assert answer.status == 404
    assert answer.json["data"]["data"] is None
    assert answer.json["data"]["metadata"]["destroyed"] is True
    assert older.json["data"]["data"] == {"token": "x"}


def test_a_version_tells_when_it_will_be_deleted_and_what_was_noted_beside_it(vault: VaultServer, reader: str) -> None:
    vault.describe_secret("kv/contract/noted", custom_metadata={"owner": "team"}, delete_version_after="1s")
    vault.write_secret("kv/contract/noted", {"token": "x"})
    before = vault.request("GET", "/v1/kv/data/contract/noted", token=reader)
    time.sleep(1.2)
    after = vault.request("GET", "/v1/kv/data/contract/noted", token=reader)

    assert before.status == 200
    assert before.json["data"]["metadata"]["custom_metadata"] == {"owner": "team"}
    assert before.json["data"]["metadata"]["deletion_time"] != ""
    assert (after.status, after.json["data"]["data"]) == (404, None)


def test_check_and_set_refuses_a_version_that_is_not_the_newest(vault: VaultServer) -> None:
    vault.administer("DELETE", "kv/metadata/contract/cas")
    first = as_root(vault, "POST", "kv/data/contract/cas", {"data": {"a": "b"}, "options": {"cas": 0}})
    again = as_root(vault, "POST", "kv/data/contract/cas", {"data": {"a": "b"}, "options": {"cas": 0}})

    assert (first.status, first.json["data"]["version"]) == (200, 1)
    assert again.status == 400
    assert "check-and-set parameter did not match the current version" in again.json["errors"][0]


@pytest.mark.parametrize(
    ("path", "body", "text"),
    [
        ("kv/data/contract/w", {"token": "x"}, "no data provided"),
        ("kv/data/contract/w", b"{nope", "failed to decode JSON input"),
        ("kv/data/contract/w", b"[]", "failed to decode JSON input"),
        ("kv/data/contract/w/", {"data": {}}, "cannot write to a path ending in '/'"),
        ("kv1/contract/w", b"", "missing data fields"),
        ("kv/destroy/contract/acme", {}, "no version number provided"),
    ],
)
def test_a_wrong_body_is_refused(vault: VaultServer, path: str, body: object, text: str) -> None:
    answer = as_root(vault, "POST", path, body)

    assert answer.status == 400
    assert text in answer.json["errors"][0]


def test_a_body_that_is_no_json_is_refused_before_the_token_is_looked_at(vault: VaultServer) -> None:
    assert vault.request("POST", "/v1/kv/data/contract/w", b"{nope").status == 400


def test_a_namespace_that_is_not_there(vault: VaultServer, reader: str) -> None:
    for token in (reader, None):
        answer = vault.request(
            "GET", "/v1/kv/data/contract/acme", token=token, headers={"X-Vault-Namespace": "nowhere"}
        )

        assert (answer.status, answer.json) == (404, {"errors": ["namespace not found"]})


def test_which_mount_a_path_belongs_to(vault: VaultServer, reader: str) -> None:
    path = "/v1/sys/internal/ui/mounts"
    two = vault.request("GET", f"{path}/kv/contract/acme", token=reader).json["data"]
    one = vault.request("GET", f"{path}/kv1/contract/acme", token=reader).json["data"]
    none = vault.request("GET", f"{path}/nomount/x", token=reader)

    assert (two["path"], two["options"]["version"], two["type"]) == ("kv/", "2", "kv")
    assert (one["path"], one["options"]["version"], one["type"]) == ("kv1/", "1", "kv")
    assert none.status == 403
    assert 'policies grant access to path "nomount/x/"' in none.json["errors"][0]


def test_the_server_itself_does_not_ask_for_x_vault_request_but_a_proxy_does(vault: VaultServer, reader: str) -> None:
    path = "/v1/kv/data/contract/acme"

    def guarded(**headers: str) -> Answer:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return vault.request("GET", path, token=reader, headers=sent, address=vault.guarded_address)

    assert vault.request("GET", path, token=reader).status == 200
    assert (guarded().status, guarded().json) == (412, {"errors": ['missing "X-Vault-Request" header']})
    assert guarded(X_Vault_Request="1").status == 412
    assert guarded(X_Vault_Request="TRUE").status == 412
    assert guarded(X_Vault_Request="true").json["data"]["data"] == {"token": "two"}


def test_a_sealed_vault_answers_503_to_everything_but_its_state(vault: VaultServer, reader: str) -> None:
    vault.seal()
    try:
        for path in ("kv/data/contract/acme", "nomount/x", "auth/token/lookup-self"):
            answer = vault.request("GET", f"/v1/{path}", token=reader)
            assert (answer.status, answer.json) == (503, {"errors": ["Vault is sealed"]})
        health = vault.request("GET", "/v1/sys/health")
        assert (health.status, health.json["sealed"]) == (503, True)
        assert vault.request("GET", "/v1/sys/seal-status").json["sealed"] is True
        assert vault.request("PUT", "/v1/sys/unseal", {"key": "nonsense"}).status == 400
    finally:
        vault.unseal()

    assert vault.request("GET", "/v1/sys/health").status == 200
    assert vault.request("GET", "/v1/kv/data/contract/acme", token=reader).status == 200


def test_http_on_the_tls_port_is_told_so(vault: VaultServer) -> None:
    url = urlsplit(vault.address)
    with socket.create_connection((url.hostname or "", url.port or 0), timeout=5) as connection:
        connection.sendall(b"GET /v1/sys/health HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = connection.makefile("rb").read()

    assert answer == b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"


def test_the_audit_log_has_each_request_once_with_its_error(vault: VaultServer, reader: str) -> None:
    before = len(vault.audited())
    vault.request("GET", "/v1/kv/data/contract/acme", token=reader)
    vault.request("GET", "/v1/kv/data/other", token=reader)
    vault.request("GET", "/v1/kv/data/contract/acme", token="bad")
    vault.request("GET", "/v1/kv/data//contract/acme", token=reader)
    seen = vault.audited()[before:]

    assert [(entry.operation, entry.path) for entry in seen] == [
        ("read", "kv/data/contract/acme"),
        ("read", "kv/data/other"),
        ("read", "kv/data/contract/acme"),
    ]
    assert seen[0].error == ""
    assert "permission denied" in seen[1].error
    assert "permission denied" in seen[2].error


def test_the_audit_log_holds_no_token(vault: VaultServer, reader: str) -> None:
    vault.request("GET", "/v1/kv/data/contract/acme", token=reader)

    assert reader not in vault.audit_file.read_text()


def test_a_paused_server_answers_when_it_runs_on(vault: VaultServer, reader: str) -> None:
    vault.server.process.pause()
    url = urlsplit(vault.address)
    try:
        with socket.create_connection((url.hostname or "", url.port or 0), timeout=5) as connection:
            connection.settimeout(0.2)
            connection.sendall(b"\x16")
            with pytest.raises(TimeoutError):
                connection.recv(1)
    finally:
        vault.server.process.resume()

    assert vault.request("GET", "/v1/kv/data/contract/acme", token=reader).status == 200
