"""Nothing but the settings and the environment says where Vault is, and the environment cannot make it a cloud's
service for credentials.
"""

import socket

import pytest

from credprovider.vault.address import is_metadata
from tests.credprovider.provider import CANARY, INDEX, request
from tests.credprovider.vault.faults.faulty import GIVEN, SECRET, Faulty
from tests.credprovider.vault.scripted import Scripted, response

METADATA = [
    *("169.254.169.254", "169.254.170.2", "169.254.0.1", "[fd00:ec2::254]", "[fe80::1]", "[::ffff:169.254.169.254]"),
    *("metadata.google.internal", "Metadata.Google.Internal", "2852039166", "0xA9FEA9FE", "0251.0376.0251.0376"),
    "[fd00:ec2:0:0::254]",
]
"""Ways to write where a cloud's machines find their own credentials; the last ones are numbers that the C library
reads as addresses, too."""


@pytest.mark.parametrize("host", METADATA)
@pytest.mark.parametrize("variable", ["VAULT_ADDR", "VAULT_AGENT_ADDR"])
def test_a_service_for_credentials_is_not_asked_because_a_variable_says_so(
    faulty: Faulty, host: str, variable: str
) -> None:
    # abuse case 73
    faulty.provider.extra[variable] = f"https://{host}:8200"
    faulty.settings()
    faulty.provider.extra["VAULT_TOKEN"] = f"s.{CANARY}"

    assert "where a cloud's machines find their own credentials" in faulty.provider.error(request())


@pytest.mark.parametrize(
    "host", ["169.253.1.1", "170.254.1.1", "fe80.example.com", "169.254.example.com", "fd00:ec2::1"]
)
def test_other_hosts_are_none_of_these(host: str) -> None:
    assert not is_metadata(host)


def test_what_the_settings_say_is_asked(faulty: Faulty) -> None:
    # abuse case 73: a proxy of our own takes the connection, so that nothing leaves this machine
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        faulty.provider.extra["VAULT_PROXY_ADDR"] = f"http://127.0.0.1:{proxy.getsockname()[1]}"
        faulty.provider.extra |= {"VAULT_TOKEN": f"s.{CANARY}", "CREDPROVIDER_TIMEOUT": "0.5"}
        faulty.settings('address = "https://169.254.169.254"')
        faulty.provider.error(request())
        with proxy.accept()[0] as connection:
            assert connection.recv(100).startswith(b"CONNECT 169.254.169.254:443 ")


def test_no_field_of_a_request_leads_anywhere(faulty: Faulty) -> None:
    # abuse case 73
    with socket.create_server(("127.0.0.1", 0)) as untouched:
        trap = f"127.0.0.1:{untouched.getsockname()[1]}"
        urls = {
            "login-url": f"https://{trap}/me",
            "headers": [
                f'WWW-Authenticate: Cargo login_url="http://{trap}/me"',
                f"Location: https://{trap}/",
                f"X-Vault-Address: https://{trap}/",
            ],
        }
        index = f"sparse+https://{trap}/index/"
        with faulty.server([response(200, SECRET)] * 3) as running:
            assert faulty.ask(running).answer == GIVEN
            provider = faulty.provider
            for arguments in ({"operation": "read"}, {"operation": "owners", "name": "x"}):
                assert "Ok" in provider.one(request("get", {**arguments, "registry": {"index-url": INDEX, **urls}}))
            settings = provider.home / "credprovider.toml"
            provider.settings(settings.read_text().replace(INDEX, index))
            assert provider.one(request(url=INDEX)) == {"Err": {"kind": "url-not-supported"}}
            refused = provider.one(request("login", urls, url=index, token=CANARY))
            assert refused["Err"]["kind"] == "operation-not-supported"
        untouched.settimeout(0)
        with pytest.raises(BlockingIOError):
            untouched.accept()
        assert running.connections == 3


def test_a_secret_cannot_lead_elsewhere(faulty: Faulty) -> None:
    # abuse case 73
    with socket.create_server(("127.0.0.1", 0)) as untouched:
        trap = f"https://127.0.0.1:{untouched.getsockname()[1]}"
        headers = [f"{name}: {trap}/v1/kv/data/cargo/x" for name in ("Location", "Refresh", "Link", "Alt-Svc")]
        outcome = faulty.read([response(200, SECRET, *headers)])
        assert outcome.answer == GIVEN
        untouched.settimeout(0)
        with pytest.raises(BlockingIOError):
            untouched.accept()


def test_an_address_with_a_name_that_is_none(faulty: Faulty) -> None:
    # abuse case 53
    for address in (
        "https://127.0.0.1\r\nX: y",
        "https://me:pw@127.0.0.1",
        "http://vault.example.com",
        "127.0.0.1:8200",
    ):
        said = faulty.ask(Scripted(address)).said
        assert "the Vault address" in said
        assert "pw" not in said
