"""Under which name a login is kept."""

import os

import pytest

from credprovider.vault.session import Session

AUTH = {"auth": {"method": "cert", "role": "ci"}}


def test_paths_and_variables_that_are_no_text_name_a_login_too(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (b"VAULT_CACERT", b"VAULT_CLIENT_CERT_BYTES", b"VAULT_CLIENT_KEY_BYTES"):
        monkeypatch.setitem(os.environb, name, b"/\xff")

    assert Session({**AUTH}, lambda: 5.0).login() is not None
