"""The token helper of Vault's own command lines, through the real program."""

import time
from pathlib import Path

import pytest

from tests.credprovider.provider import CANARY, Provider, request, token
from tests.credprovider.vault.faults.faulty import SECRET, Faulty
from tests.credprovider.vault.scripted import Authority, Scripted, response

HELPED = f"s.{CANARY}-helper"


class Helped(Faulty):
    """A provider in whose home Vault's own command line has a token helper."""

    @property
    def folder(self) -> Path:
        folder = self.provider.root / "programs"
        folder.mkdir(exist_ok=True)
        return folder

    def helper(self, script: str) -> Path:
        """Write a helper, and the file that names it."""
        path = self.folder / "helper"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        self.configure(f'token_helper = "{path}"\n')
        return path

    def configure(self, text: str, name: str = ".vault") -> Path:
        """Write the configuration file of Vault's own command line."""
        home = self.provider.root / "home"
        home.mkdir(exist_ok=True)
        self.provider.extra["HOME"] = str(home)
        path = home / name
        path.write_text(text)
        path.chmod(0o644)
        return path

    def ask_helped(self, running: Scripted, seconds: float | None = None) -> object:
        """Ask as usual, but without VAULT_TOKEN."""
        self.settings(f'ca-file = "{self.authority.file}"')
        self.provider.extra["VAULT_ADDR"] = running.address
        if seconds is not None:
            self.provider.extra["CREDPROVIDER_TIMEOUT"] = f"{seconds:g}"
        return self.provider.one(request())

    def sent(self) -> str:
        """Return the head of the one request that reads the token."""
        with self.server([response(200, SECRET)]) as running:
            assert self.ask_helped(running) == token(CANARY)
        return running.requests[0]

    def said(self, seconds: float | None = None) -> str:
        """Return the refusal; nothing reaches Vault."""
        with self.server([response(200, SECRET)]) as running:
            answer = self.ask_helped(running, seconds)
        assert running.requests == []
        assert isinstance(answer, dict)
        assert answer["Err"]["kind"] == "other", answer
        return "\n".join([answer["Err"]["message"], *answer["Err"].get("caused-by", [])])


@pytest.fixture
def helped(provider: Provider, authority: Authority) -> Helped:
    return Helped(provider, authority)


@pytest.mark.parametrize("end", ["", "\\n"])
def test_its_token_is_used(helped: Helped, end: str) -> None:
    path = helped.helper(
        f'printf \'%s %s %s\' "$*" "$VAULT_ADDR" "$BAO_ADDR" > $0.called\nprintf \'{HELPED}{end}\'\n'
        f"echo not to be shown {HELPED} >&2"
    )

    assert f"X-Vault-Token: {HELPED}\r\n" in helped.sent()
    arguments, *addresses = path.with_suffix(".called").read_text().split()
    assert arguments == "get"
    assert addresses == [helped.provider.extra["VAULT_ADDR"]] * 2


def test_a_token_in_the_environment_comes_first(helped: Helped) -> None:
    helped.helper("touch $0.called")
    helped.provider.extra["VAULT_TOKEN"] = f"s.{CANARY}-variable"

    assert f"X-Vault-Token: s.{CANARY}-variable\r\n" in helped.sent()
    assert not (helped.folder / "helper.called").exists()


def test_it_stands_in_the_place_of_the_token_file(helped: Helped) -> None:
    helped.helper("true")
    (helped.provider.root / "home" / ".vault-token").write_text("from-file")

    assert "there is no Vault token" in helped.said()


def test_without_a_helper_the_file_counts(helped: Helped) -> None:
    helped.configure("# nothing here\n\n// nor here\n")
    (helped.provider.root / "home" / ".vault-token").write_text("from-file")

    assert "X-Vault-Token: from-file\r\n" in helped.sent()


@pytest.mark.parametrize("name", ["VAULT_CONFIG_PATH", "BAO_CONFIG_PATH"])
def test_another_place_of_the_file(helped: Helped, name: str) -> None:
    path = helped.helper(f"printf {HELPED}")
    (helped.provider.root / "home" / "elsewhere").write_text(f'{{"token_helper": "{path}"}}')
    helped.configure('token_helper = "/missing"\n')
    helped.provider.extra[name] = "~/elsewhere"

    assert f"X-Vault-Token: {HELPED}" in helped.sent()


def test_the_file_of_openbao_comes_first(helped: Helped) -> None:
    path = helped.helper(f"printf {HELPED}")
    helped.configure('token_helper = "/missing"\n')
    helped.configure(f'"token_helper"="{path}" # ours', ".bao")

    assert f"X-Vault-Token: {HELPED}" in helped.sent()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('token_helper = "helper"', "has no absolute path"),
        ('token_helper = "./helper"', "has no absolute path"),
        ('token_helper = "~/helper"', "has no absolute path"),
        ('token_helper = "${HOME}/helper"', "cannot be understood in line 1"),
        ('token_helper = "/a\\"b"', "cannot be understood in line 1"),
        ('# x\ntoken_helper = "/a" "/b"', "cannot be understood in line 2"),
        ('token_helper = "/a"\ntoken_helper = "/b"', "cannot be understood in line 2"),
        ("token_helper = <<EOF\n/a\nEOF", "cannot be understood in line 1"),
        ('token_helpr = "/a"', "cannot be understood in line 1"),
        ('token_helper { x = "/a" }', "cannot be understood in line 1"),
        ("$ANSIBLE_VAULT;1.1;AES256", "cannot be understood in line 1"),
        ('{"token_helper": 1}', "cannot be understood"),
        ('{"token_helper": "/a", "x": 1}', "cannot be understood"),
        ('{"token_helper": ', "cannot be understood"),
        ('token_helper = "/missing/helper"', "the program `/missing/helper` cannot be started"),
        ('token_helper = "/dev/null"', "the program `/dev/null` cannot be started"),
    ],
)
def test_a_file_that_names_no_helper(helped: Helped, text: str, what: str) -> None:
    helped.configure(text)

    assert what in helped.said()


def test_a_file_that_others_may_change(helped: Helped) -> None:
    helped.helper(f"printf {HELPED}")
    helped.configure('token_helper = "/x"').chmod(0o666)

    assert "others may change it" in helped.said()


def test_a_file_in_the_project(helped: Helped) -> None:
    helped.provider.extra["VAULT_CONFIG_PATH"] = "vault.hcl"

    assert "VAULT_CONFIG_PATH must be an absolute path" in helped.said()


@pytest.mark.parametrize(
    ("script", "what"),
    [
        (f"echo {HELPED}; exit 3", "failed with exit status 3"),
        ("kill -9 $$", "was ended by signal 9"),
        (f"echo {HELPED}; echo more", "is not one: it has other characters"),
        ("printf 'a\\033b'", "is not one: it has other characters"),
        ("head -c 100000 /dev/zero | tr '\\0' x", "is too long"),
        ("yes", "printed more than 1024 KiB"),
        ("", "there is no Vault token"),
    ],
)
def test_a_helper_that_gives_no_token(helped: Helped, script: str, what: str) -> None:
    helped.helper(script)

    assert what in helped.said()


def test_a_helper_that_hangs_is_ended_with_all_that_it_started(helped: Helped) -> None:
    path = helped.helper("sleep 60 &\necho $! > $0.child\nwait")
    start = time.monotonic()

    assert "did not answer in time" in helped.said(1.0)
    assert time.monotonic() - start < 5
    child = int(path.with_suffix(".child").read_text())
    end = time.monotonic() + 5
    while _lives(child) and time.monotonic() < end:
        time.sleep(0.05)
    assert not _lives(child)


def _lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False
