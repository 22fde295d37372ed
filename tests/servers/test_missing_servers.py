"""What a run says when a server is missing: never nothing."""

import pytest

from tests.conftest import last_line, need

NO_SUCH = "a-program-that-nobody-has"


def test_a_missing_program_skips_with_the_package_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)

    with pytest.raises(pytest.skip.Exception, match="install the Debian package x"):
        need(NO_SUCH, "install the Debian package x")


def test_a_missing_program_fails_where_ci_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")

    with pytest.raises(pytest.fail.Exception, match="install the Debian package x"):
        need(NO_SUCH, "install the Debian package x")


def test_a_program_that_is_there_is_returned() -> None:
    assert need("sh", "install the Debian package dash").endswith("/sh")


def test_the_last_line_without_a_real_vault() -> None:
    line = last_line({"stand-in"}, None)

    assert line.startswith("Vault: stand-in only; no bao or vault program found")
    assert last_line(set(), None).startswith("Vault: none used by these tests; no bao or vault program found")


def test_the_last_line_with_a_real_vault() -> None:
    used = {"OpenBao v2.6.2", "stand-in"}

    assert last_line(used, "/opt/bao") == "Vault: stand-in and OpenBao v2.6.2 (/opt/bao)"
