"""Logins of machines in a cloud: what is asked of whom, and what Vault is sent. No cloud is here: its metadata service
is played by a server of the test's, and Vault's own answer is not looked at.
"""

import json
import sys
from base64 import b64decode
from typing import Any

import pytest

from credprovider.vault.auth import open_method
from credprovider.vault.auth.aws_credentials import aws_credentials
from credprovider.vault.auth.identity_service import IdentityService
from credprovider.vault.auth.interface import LoginRequest
from credprovider.vault.client import Client
from credprovider.vault.config import VaultConfig
from credprovider.vault.failures import VaultFailure
from tests.credprovider.provider import CANARY
from tests.credprovider.vault.scripted import response, scripted

ROLES = "/latest/meta-data/iam/security-credentials/"


@pytest.fixture(autouse=True)
def outside_of_every_cloud(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ACCESS_KEY_ID", "CONTAINER_CREDENTIALS_FULL_URI", "CONTAINER_CREDENTIALS_RELATIVE_URI"):
        monkeypatch.delenv(f"AWS_{name}", raising=False)
    for name in ("GCE_METADATA_HOST", "IDENTITY_ENDPOINT", "AWS_EC2_METADATA_SERVICE_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)


def login(**settings: object) -> LoginRequest:
    return open_method(settings, Client(VaultConfig({}), lambda: 5.0)).login_request()


def refusal(**settings: object) -> str:
    with pytest.raises(VaultFailure) as raised:
        login(**settings)
    said = "\n".join([raised.value.message, *raised.value.causes])
    assert CANARY not in said
    return said


def as_json(content: object) -> bytes:
    return response(200, json.dumps(content).encode())


def credentials(**more: str) -> bytes:
    return as_json({"AccessKeyId": "AKID", "SecretAccessKey": CANARY, "Token": "session", **more})


def test_aws_signs_with_the_credentials_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKID")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", CANARY)
    monkeypatch.setenv("AWS_SESSION_TOKEN", "session")
    request = login(method="aws", mount="cloud", role="ci", **{"server-id": "vault.example.com"})
    fields: Any = request.fields
    headers = json.loads(b64decode(fields["iam_request_headers"]))

    assert request.path == "auth/cloud/login"
    assert set(fields) == {"iam_http_request_method", "role"} | {
        f"iam_request_{part}" for part in ("url", "headers", "body")
    }
    assert (fields["iam_http_request_method"], fields["role"]) == ("POST", "ci")
    assert b64decode(fields["iam_request_url"]) == b"https://sts.amazonaws.com/"
    assert b64decode(fields["iam_request_body"]) == b"Action=GetCallerIdentity&Version=2011-06-15"
    assert headers["X-Vault-AWS-IAM-Server-ID"] == ["vault.example.com"]
    assert headers["X-Amz-Security-Token"] == ["session"]
    assert headers["Authorization"][0].startswith("AWS4-HMAC-SHA256 Credential=AKID/")
    assert "x-vault-aws-iam-server-id" in headers["Authorization"][0]
    assert CANARY not in str(headers)


def test_aws_without_the_other_half(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY", raising=False)

    assert "the secret key of AWS in the variable AWS_SECRET_ACCESS_KEY is not there" in refusal(method="aws")


def test_aws_on_a_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    with scripted([response(200, b"imds"), response(200, b"my-role\n"), credentials()]) as running:
        monkeypatch.setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", running.address)
        found = aws_credentials(lambda: 5.0)

    assert (found.key_id, found.key.reveal()) == ("AKID", CANARY)
    assert found.session is not None
    assert found.session.reveal() == "session"
    lines = [head.split("\r\n") for head in running.requests]
    assert [each[0] for each in lines] == [
        "PUT /latest/api/token HTTP/1.1",
        f"GET {ROLES} HTTP/1.1",
        f"GET {ROLES}my-role HTTP/1.1",
    ]
    assert "X-aws-ec2-metadata-token-ttl-seconds: 60" in lines[0]
    assert all("X-aws-ec2-metadata-token: imds" in each for each in lines[1:])


@pytest.mark.parametrize("file", [False, True])
def test_aws_in_a_container(monkeypatch: pytest.MonkeyPatch, tmp_path: Any, file: bool) -> None:
    (tmp_path / "authorization").write_text("let-me\n")
    monkeypatch.setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN", "let-me")
    if file:
        monkeypatch.setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN", "not-me")
        monkeypatch.setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", str(tmp_path / "authorization"))
    with scripted([credentials()]) as running:
        monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", f"{running.address}/v1/credentials?x=y")
        assert aws_credentials(lambda: 5.0).key.reveal() == CANARY

    assert running.requests[0].startswith("GET /v1/credentials?x=y HTTP/1.1\r\n")
    assert "\r\nAuthorization: let-me\r\n" in running.requests[0]


@pytest.mark.parametrize("relative", ["@evil.example/x", ".evil.example/x", ":80@evil.example/"])
def test_aws_is_led_to_no_other_host(monkeypatch: pytest.MonkeyPatch, relative: str) -> None:
    # abuse case 73
    monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", relative)

    said = refusal(method="aws")
    assert "the address of the credential service of AWS in the variable AWS_CONTAINER_CREDENTIALS_RELATIVE_URI" in said


@pytest.mark.parametrize(
    ("answers", "what"),
    [
        ([response(404)], "the metadata service of AWS at 127.0.0.1"),
        ([response(200, b"imds"), response(404)], "gives no credentials (status 404)"),
        ([response(200, b"imds"), response(200, b"role"), response(200, b"[]")], "gives no credentials (status 200)"),
        ([response(200, b"imds"), response(200, b"role"), credentials(Token="")], "a part of the answer of"),
    ],
)
def test_aws_without_credentials(monkeypatch: pytest.MonkeyPatch, answers: list[bytes], what: str) -> None:
    with scripted(answers) as running:
        monkeypatch.setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", running.address)

        assert what in refusal(method="aws", role="ci")


def test_gcp_asks_for_an_identity_token_for_the_role(monkeypatch: pytest.MonkeyPatch) -> None:
    with scripted([response(200, f"a.{CANARY}.c".encode(), "Metadata-Flavor: Google")]) as running:
        monkeypatch.setenv("GCE_METADATA_HOST", running.address.removeprefix("http://"))
        request = login(method="gcp", role="ci/x")

    path = "/computeMetadata/v1/instance/service-accounts/default/identity"
    assert running.requests[0].startswith(f"GET {path}?audience=vault%2Fci%2Fx&format=full HTTP/1.1\r\n")
    assert "\r\nMetadata-Flavor: Google\r\n" in running.requests[0]
    assert (request.path, request.fields) == ("auth/gcp/login", {"role": "ci/x", "jwt": f"a.{CANARY}.c"})


@pytest.mark.parametrize(
    "answer", [response(404), response(200, b"a.b.c"), response(200, b"", "Metadata-Flavor: Google")]
)
def test_gcp_without_an_identity_token(monkeypatch: pytest.MonkeyPatch, answer: bytes) -> None:
    with scripted([answer]) as running:
        monkeypatch.setenv("GCE_METADATA_HOST", running.address.removeprefix("http://"))

        assert "Google's metadata service at 127.0.0.1" in refusal(method="gcp", role="ci")


def test_azure_on_a_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    resource = "https%3A%2F%2Fmanagement.azure.com%2F"
    compute = {"subscriptionId": "sub", "resourceGroupName": "group", "name": "vm", "vmScaleSetName": ""}
    with scripted([as_json(compute), as_json({"access_token": f"a.{CANARY}.c"})]) as running:
        monkeypatch.setattr("credprovider.vault.auth.azure._METADATA", f"{running.address}/metadata")
        request = login(method="azure", role="ci")

    assert [head.split("\r\n")[0] for head in running.requests] == [
        "GET /metadata/instance/compute?api-version=2021-02-01 HTTP/1.1",
        f"GET /metadata/identity/oauth2/token?api-version=2018-02-01&resource={resource} HTTP/1.1",
    ]
    assert all("\r\nMetadata: true\r\n" in head for head in running.requests)
    machine = {"subscription_id": "sub", "resource_group_name": "group", "vm_name": "vm"}
    assert (request.path, request.fields) == ("auth/azure/login", {"role": "ci", "jwt": f"a.{CANARY}.c", **machine})


def test_azure_in_an_app_service(monkeypatch: pytest.MonkeyPatch) -> None:
    with scripted([as_json({"access_token": f"a.{CANARY}.c"})]) as running:
        monkeypatch.setenv("IDENTITY_ENDPOINT", f"{running.address}/msi/token")
        monkeypatch.setenv("IDENTITY_HEADER", "let-me")
        request = login(method="azure", mount="az", role="ci", resource="https://vault.example.com")

    target = "/msi/token?api-version=2019-08-01&resource=https%3A%2F%2Fvault.example.com"
    assert running.requests[0].startswith(f"GET {target} HTTP/1.1\r\n")
    assert "\r\nX-IDENTITY-HEADER: let-me\r\n" in running.requests[0]
    assert (request.path, request.fields) == ("auth/az/login", {"role": "ci", "jwt": f"a.{CANARY}.c"})


@pytest.mark.parametrize("answer", [response(400), response(200, b"nonsense"), response(200, b"{}")])
def test_azure_without_a_token(monkeypatch: pytest.MonkeyPatch, answer: bytes) -> None:
    with scripted([answer]) as running:
        monkeypatch.setenv("IDENTITY_ENDPOINT", f"{running.address}/msi/token")
        monkeypatch.setenv("IDENTITY_HEADER", "let-me")

        assert "Azure's identity endpoint at 127.0.0.1" in refusal(method="azure", role="ci")


@pytest.mark.parametrize(
    ("url", "where"),
    [
        ("http://169.254.169.254/latest", "169.254.169.254:80"),
        ("http://metadata.google.internal/x", "metadata.google.internal:80"),
        ("http://169.254.169.254:8080/", "169.254.169.254:8080"),
        ("http://[fd00:ec2::23]/x", "[fd00:ec2::23]:80"),
        ("https://service.example/x", "service.example"),
        ("http://localhost:40342/x", "localhost:40342"),
    ],
)
def test_addresses_of_metadata_services(url: str, where: str) -> None:
    assert IdentityService("it", url, "here").where in (f"it at {where}", f"it at {where.removesuffix(':80')}")


@pytest.mark.parametrize(
    "host", ["169.254.169.254.evil.example", "metadata.google.internal.evil", "10.0.0.1", "[fe80::1]"]
)
def test_plain_http_goes_to_no_host_that_a_network_reaches(host: str) -> None:
    with pytest.raises(VaultFailure, match="the address of it in here cannot be used"):
        IdentityService("it", f"http://{host}/", "here")


def test_without_hvac_the_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hvac.api", None)
    for method in ("aws", "gcp", "azure"):  # said before any metadata service is asked
        said = refusal(method=method, role="ci")
        assert f"the auth method `{method}` needs the library hvac, which is not installed" in said
        assert "pip install 'cargo-customs[vault]'" in said


def evidence(**settings: object) -> str:
    return open_method(settings, Client(VaultConfig({}), lambda: 5.0)).evidence()


@pytest.mark.parametrize(
    ("method", "name"),
    [
        ("aws", "AWS_ACCESS_KEY_ID"),
        ("aws", "AWS_SECRET_ACCESS_KEY"),
        ("aws", "AWS_SESSION_TOKEN"),
        ("aws", "AWS_CONTAINER_CREDENTIALS_FULL_URI"),
        ("aws", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"),
        ("aws", "AWS_CONTAINER_AUTHORIZATION_TOKEN"),
        ("aws", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"),
        ("aws", "AWS_EC2_METADATA_SERVICE_ENDPOINT"),
        ("gcp", "GCE_METADATA_HOST"),
        ("azure", "IDENTITY_ENDPOINT"),
        ("azure", "IDENTITY_HEADER"),
    ],
)
def test_a_login_is_kept_for_what_the_environment_says_of_the_identity(
    monkeypatch: pytest.MonkeyPatch, method: str, name: str
) -> None:
    # what is in the environment differs between the jobs of one machine
    seen = {evidence(method=method, role="ci")}
    for value in ("one", "other"):
        monkeypatch.setenv(name, value)
        seen.add(evidence(method=method, role="ci"))

    assert len(seen) == 3


def test_one_value_of_the_environment_is_not_taken_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a b")
    joined = evidence(method="aws")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "b")

    assert evidence(method="aws") != joined
