"""Logins at a real identity provider, in the three callback modes, with a scripted browser and a real terminal."""

import json
import os
import re
import signal
import socket
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from tests.credprovider.commands.command_line import command
from tests.credprovider.programs import Programs
from tests.credprovider.provider import CANARY, LOGGED_IN, NOT_FOUND, request, token
from tests.credprovider.terminal import Terminal
from tests.credprovider.vault.auth.attended import Developer, consented, opened, page_shown, query
from tests.credprovider.vault.auth.second_factor import totp_demanded
from tests.servers.identity_provider import CLIENT_ID, CLIENT_SECRET
from tests.servers.processes import free_port


def answers_there(port: int) -> bool:
    """Whether anybody listens on this port of the machine."""
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def test_cargo_login_in_a_browser_that_comes_back(developer: Developer, issuer: str) -> None:
    port = free_port()
    developer.oidc(issuer, port)
    developer.provider.extra["CREDPROVIDER_TIMEOUT"] = "2"
    with Terminal(developer.provider) as terminal:
        terminal.send(request())
        assert "log in with `cargo login" in terminal.shown("--role dev`")
        terminal.send(request("login"))
        back = consented(page_shown(terminal))
        assert back.startswith(f"http://localhost:{port}/oidc/callback?")
        time.sleep(2.5)  # a person may take longer than the deadline
        page = opened(back)
        assert (page.status, "You are logged in." in page.text) == (200, True)
        terminal.send(request())

        assert terminal.answers() == [NOT_FOUND, LOGGED_IN, token(CANARY)]
    assert not answers_there(port)


def test_the_browser_comes_back_to_vault(developer: Developer, issuer: str) -> None:
    developer.oidc(issuer, 0, mode="direct")
    with developer.logs_in() as terminal:
        back = consented(page_shown(terminal))
        address, _, path = back.partition("/v1/")
        assert address == developer.server.address
        assert "Confirm" in developer.server.request("GET", f"/v1/{path}").body.decode()
        assert developer.server.request("GET", f"/v1/{path}&confirmation=1").status == 200

        status, said = terminal.printed()
    assert status == 0
    assert "oidc-alice" in said
    assert developer.provider.one(request()) == token(CANARY)


@pytest.mark.parametrize("vault_server", ["real"], indirect=True)  # the stand-in has no namespaces
def test_the_browser_comes_back_to_a_namespace(developer: Developer, issuer: str) -> None:
    server, inside = developer.server, {"X-Vault-Namespace": "people"}
    server.administer("POST", "sys/namespaces/people", {})

    def administer(path: str, body: object) -> None:
        answer = server.request("POST", f"/v1/{path}", body, token=server.root_token, headers=inside)
        assert answer.status < 300, answer.body

    page = f"{server.address}/v1/people/auth/oidc/oidc/callback"
    known = {"oidc_discovery_url": issuer, "oidc_client_id": CLIENT_ID, "oidc_client_secret": CLIENT_SECRET}
    role = {"role_type": "oidc", "user_claim": "sub", "allowed_redirect_uris": [page], "callback_mode": "direct"}
    administer("sys/auth/oidc", {"type": "oidc"})
    administer("auth/oidc/config", known)
    administer("auth/oidc/role/dev", {**role, "poll_interval": 1, "oidc_disable_confirmation": True})
    developer.settings('method = "oidc", role = "dev", callback-mode = "direct"')
    developer.provider.extra["VAULT_NAMESPACE"] = "people"
    with developer.logs_in() as terminal:
        back = consented(page_shown(terminal))
        assert back.startswith(page)
        assert server.request("GET", back.removeprefix(server.address)).status == 200
        status, said = terminal.printed()
    server.administer("DELETE", "sys/namespaces/people")

    assert status == 0
    assert "  namespace people\n" in said


def test_the_browser_is_that_of_another_device(developer: Developer, issuer: str) -> None:
    developer.oidc(issuer, 0, mode="device")
    with developer.logs_in() as terminal:
        seen = terminal.shown("Waiting for the login")
        assert f"    {issuer}/device\r\n" in seen
        time.sleep(1.5)  # the first answer is that the authorization is pending
        code = seen.partition("and enter the code ")[2].partition(" there.")[0]
        assert opened(f"{issuer}/device?user_code={code}").status == 200

        assert terminal.printed()[0] == 0
    assert developer.provider.one(request()) == token(CANARY)


@pytest.mark.parametrize("vault_server", ["real"], indirect=True)  # the stand-in has no second factors
@pytest.mark.parametrize("mode", ["client", "device"])
def test_a_second_factor_after_the_provider(developer: Developer, issuer: str, mode: str) -> None:
    port = free_port()
    developer.oidc(issuer, port, mode=mode)

    def logged_in(terminal: Terminal) -> None:
        if mode == "client":
            url = page_shown(terminal)
            browser = threading.Thread(target=lambda: opened(consented(url)), daemon=True)
            browser.start()  # its page waits for the passcode
        else:
            code = terminal.shown("Waiting for the login").partition("enter the code ")[2].split()[0]
            opened(f"{issuer}/device?user_code={code}")

    with developer.logs_in() as terminal:
        logged_in(terminal)
        assert terminal.printed()[0] == 0
    with totp_demanded(developer.server, "oidc") as passcode, developer.logs_in() as terminal:
        logged_in(terminal)
        terminal.reply("Passcode for people (totp) at Vault", passcode())
        assert terminal.printed()[0] == 0, terminal.rest()
    assert developer.provider.one(request()) == token(CANARY)


def test_whoever_comes_by_does_not_end_the_login(developer: Developer, issuer: str) -> None:
    port = free_port()
    developer.oidc(issuer, port)
    with developer.logs_in() as terminal:
        url = page_shown(terminal)
        idle = [socket.create_connection(("127.0.0.1", port)) for _ in range(3)]  # a browser's preconnects
        for rubbish in (b"\0\x16\x03garbage\r\n\r\n", b"GET " + b"x" * 70_000, b"POST /oidc/callback HTTP/1.1\r\n\r\n"):
            with socket.create_connection(("127.0.0.1", port)) as other:
                other.sendall(rubbish)
        base = f"http://127.0.0.1:{port}"
        assert opened(f"{base}/favicon.ico").status == 404
        assert opened(f"{base}/oidc/callback/").status == 404
        assert opened(f"{base}/oidc/callback").status == 400
        assert opened(f"{base}/oidc/callback?state=st_other&code=x").status == 400
        assert opened(f"{base}/oidc/callback?state=st_other&error=access_denied").status == 400
        assert opened(f"{base}/oidc/callback?" + "&".join(f"a{n}=1" for n in range(60))).status == 400
        assert opened(f"{base}/oidc/callback?state=%ff%00{query(url)['state']}&code=x").status == 400
        assert terminal.process.poll() is None
        back = consented(url)
        assert opened(back).status == 200

        assert terminal.printed()[0] == 0
        for each in idle:
            each.close()
    assert developer.provider.one(request()) == token(CANARY)


def test_it_is_there_for_this_machine_alone_and_for_one_callback(developer: Developer, issuer: str) -> None:
    port = free_port()
    developer.oidc(issuer, port)
    with developer.logs_in() as terminal:
        back = consented(page_shown(terminal))
        listening = [line.split()[1] for line in Path("/proc/net/tcp").read_text().splitlines()[1:] if " 0A " in line]
        assert f"0100007F:{port:04X}" in listening
        assert not [each for each in listening if each.endswith(f":{port:04X}") and not each.startswith("0100007F")]
        developer.server.server.process.pause()
        try:
            with socket.create_connection(("127.0.0.1", port)) as first:
                path = back.partition(f":{port}")[2]
                first.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
                time.sleep(0.5)
                assert opened(back).status == 400  # the second one
                developer.server.server.process.resume()
                assert b"You are logged in." in first.makefile("rb").read()
        finally:
            developer.server.server.process.resume()
        assert terminal.printed()[0] == 0


HOSTILE = "\x1b[2J<script>alert(1)</script>\u202e\nerror: "


def test_a_login_that_the_provider_refuses(developer: Developer, issuer: str) -> None:
    # abuse case 21
    port = free_port()
    developer.oidc(issuer, port)
    with developer.logs_in() as terminal:
        state = query(page_shown(terminal))["state"]
        denied = {"state": state, "error": "access_denied", "error_description": HOSTILE}
        page = opened(f"http://localhost:{port}/oidc/callback?{urlencode(denied)}")
        assert "The login has failed." in page.text
        assert "script" not in page.text
        said = terminal.shown("u202e")
        assert terminal.printed() == (1, "")
        said += terminal.rest()
    assert "the identity provider refuses the login: access_denied" in said
    assert "\\x1b[2J<script>" in said
    assert "\x1b" not in said
    assert developer.provider.one(request()) == NOT_FOUND


def test_an_answer_to_another_login(developer: Developer, issuer: str) -> None:
    port = free_port()
    developer.oidc(issuer, port)
    for altered in ("nonce", "code"):
        with developer.logs_in() as terminal:
            url = page_shown(terminal)
            back = consented(url.replace("nonce=", "nonce=other")) if altered == "nonce" else consented(url)
            assert "The login has failed." in opened(back.replace("code=", "code=other")).text
            terminal.shown("does not let the auth method `oidc` log in as the role `dev`")
            assert terminal.printed()[0] == 1
    assert developer.provider.one(request()) == NOT_FOUND


def test_a_callback_without_a_code(developer: Developer, issuer: str) -> None:
    port = free_port()
    developer.oidc(issuer, port)
    with developer.logs_in() as terminal:
        state = query(page_shown(terminal))["state"]
        assert opened(f"http://localhost:{port}/oidc/callback?state={quote(state)}").status == 200
        terminal.shown("without a code")
        assert terminal.printed()[0] == 1


@pytest.mark.parametrize("mode", ["client", "device"])
def test_ctrl_c_ends_the_wait(developer: Developer, issuer: str, mode: str) -> None:
    # abuse case 84
    port = free_port()
    developer.oidc(issuer, port, mode=mode)
    with developer.logs_in() as terminal:
        page_shown(terminal)
        terminal.press(b"\x03")
        assert terminal.printed() == (130, "")
        assert terminal.echoes()
    assert not answers_there(port)
    assert developer.provider.one(request()) == NOT_FOUND


def test_a_terminated_login_leaves_nothing(developer: Developer, issuer: str) -> None:
    port = free_port()
    developer.oidc(issuer, port)
    with developer.logs_in() as terminal:
        page_shown(terminal)
        os.kill(terminal.process.pid, signal.SIGTERM)
        assert terminal.wait() == -signal.SIGTERM
    assert not answers_there(port)


def test_a_port_that_is_taken(developer: Developer, issuer: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        developer.oidc(issuer, port)
        with developer.logs_in() as terminal:
            said = terminal.shown("names another one")
            assert terminal.printed()[0] == 1
    assert f"the port {port} of this machine" in said
    assert "is in use by another program" in said
    assert "`port` in auth" in said


def test_without_a_terminal(developer: Developer, issuer: str) -> None:
    # abuse case 96
    developer.oidc(issuer, free_port())
    start = time.monotonic()
    said = command(developer.provider, "vault", "login")

    assert time.monotonic() - start < 5
    assert (said.returncode, said.stdout) == (1, "")
    assert "there is no terminal to log in to Vault on" in said.stderr


@pytest.mark.parametrize(
    ("auth", "role", "said"),
    [
        ('role = "none", port = 9', {}, "has no role `none` at auth/oidc"),
        ("port = 9", {}, "has no default role at auth/oidc"),
        ('role = "dev", port = 9', {"allowed_redirect_uris": ["http://localhost/x"]}, "http://localhost:PORT/oidc"),
        ('role = "dev", port = 9', {"callback_mode": "device"}, "another callback mode than `client`"),
        ('role = "dev", callback-mode = "direct"', {}, "has no callback mode `direct`"),
        ('role = "dev", mount = "elsewhere", port = 9', {}, "auth/elsewhere"),
    ],
)
def test_a_login_that_vault_does_not_begin(
    developer: Developer, issuer: str, auth: str, role: dict[str, Any], said: str
) -> None:
    port = free_port()
    developer.oidc(issuer, port, auth=f'method = "oidc", {auth.replace("= 9", f"= {port}")}', **role)
    with developer.logs_in() as terminal:
        terminal.shown(said.replace("PORT", str(port)))
        assert terminal.printed()[0] == 1


def test_the_browser_is_opened_with_the_page_and_no_secret(developer: Developer, issuer: str, tmp_path: Path) -> None:
    # abuse case 94: what a program of ours gets to see
    programs = Programs(tmp_path / "programs")
    seen = tmp_path / "programs" / "seen"
    programs.write("xdg-open", f'{{ echo "$#"; echo "$1"; env; }} > "{seen}.new"; mv "{seen}.new" "{seen}"; sleep 60')
    developer.oidc(issuer, free_port())
    secrets = {"VAULT_TOKEN": "s.secret", "CARGO_REGISTRIES_COMPANY_TOKEN": "x", "GITHUB_TOKEN": "y"}
    developer.provider.extra |= {"PATH": programs.path, "DISPLAY": ":7", **secrets}
    with developer.logs_in() as terminal:
        url = page_shown(terminal)
        end = time.monotonic() + 10
        while not seen.exists() and time.monotonic() < end:
            time.sleep(0.05)
        count, page, *variables = seen.read_text().splitlines()
        assert (count, page) == ("1", url)
        assert "DISPLAY=:7" in variables
        assert not [each for each in variables if each.partition("=")[0] in secrets]
        assert opened(consented(url)).status == 200
        assert terminal.printed()[0] == 0  # the browser is not waited for


@pytest.mark.parametrize("more", [{"DISPLAY": ""}, {"DISPLAY": ":7", "SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}])
def test_no_browser_where_nobody_would_see_it(
    developer: Developer, issuer: str, tmp_path: Path, more: dict[str, str]
) -> None:
    programs = Programs(tmp_path / "programs")
    programs.write("xdg-open", 'touch "${0%/*}/seen"')
    developer.oidc(issuer, free_port())
    developer.provider.extra |= {"PATH": programs.path, **more}
    with developer.logs_in() as terminal:
        assert "open this page in a browser" in terminal.shown("Waiting for the login")
        terminal.press(b"\x03")
        terminal.printed()
    assert not (tmp_path / "programs" / "seen").exists()


def test_nothing_of_a_login_is_shown(developer: Developer, issuer: str) -> None:
    # abuse case 93
    developer.oidc(issuer, free_port())
    with developer.logs_in() as terminal:
        back = consented(page_shown(terminal))
        seen = terminal.seen.decode()
        opened(back)
        _, said = terminal.printed()
        seen += terminal.rest()
    status = command(developer.provider, "vault", "status", "--json").stdout
    assert json.loads(status)["display_name"] == "oidc-alice"
    assert query(back)["code"] not in seen + said
    assert not re.search(r"\bs\.\w{20}", seen + said + status)  # what a Vault token looks like
