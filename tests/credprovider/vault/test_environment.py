import pytest

from credprovider.vault import environment
from credprovider.vault.failures import VaultFailure


def test_bao_wins_over_vault_even_when_it_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAULT_ADDR", "https://v")
    assert environment.variable("ADDR") == ("VAULT_ADDR", "https://v")
    monkeypatch.setenv("BAO_ADDR", "https://b")
    assert environment.variable("ADDR") == ("BAO_ADDR", "https://b")
    monkeypatch.setenv("BAO_ADDR", "")
    assert environment.variable("ADDR") == ("BAO_ADDR", "")


@pytest.mark.parametrize("word", ["1", "t", "T", "TRUE", "true", "True"])
def test_yes(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("VAULT_SKIP_VERIFY", word)
    assert environment.flag("SKIP_VERIFY")


@pytest.mark.parametrize("word", ["", "0", "f", "F", "FALSE", "false", "False"])
def test_no(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("VAULT_SKIP_VERIFY", word)
    assert not environment.flag("SKIP_VERIFY")


@pytest.mark.parametrize("word", ["yes", "on", "tRUE", " true", "2", "-1"])
def test_another_word_is_an_error_and_not_a_no(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    # abuse case 49
    monkeypatch.setenv("BAO_SKIP_VERIFY", word)
    with pytest.raises(VaultFailure, match="BAO_SKIP_VERIFY"):
        environment.flag("SKIP_VERIFY")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30", 30),
        ("30s", 30),
        ("1m30s", 90),
        ("1.5h", 5400),
        ("500ms", 0.5),
        ("2h45m", 9900),
        ("1000000ns", 0.001),
        ("1d", 86400),
    ],
)
def test_durations(monkeypatch: pytest.MonkeyPatch, text: str, seconds: float) -> None:
    monkeypatch.setenv("VAULT_CLIENT_TIMEOUT", text)
    assert environment.duration("CLIENT_TIMEOUT") == pytest.approx(seconds)


@pytest.mark.parametrize(
    "text", ["-1s", "1.5d", "1d2h", "s", "1x", "1s2", "1.2.3s", ".s", "1 s", "1e3s", "99999999999999s", "\u0663s"]
)
def test_malformed_durations(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("VAULT_CLIENT_TIMEOUT", text)
    with pytest.raises(VaultFailure, match="VAULT_CLIENT_TIMEOUT"):
        environment.duration("CLIENT_TIMEOUT")


@pytest.mark.parametrize("text", ["0", "0s"])
def test_no_duration_of_its_own(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("VAULT_CLIENT_TIMEOUT", text)
    assert environment.duration("CLIENT_TIMEOUT") is None


@pytest.mark.parametrize("text", ["x", "-1", "9999999999", "1.0", " 1"])
def test_malformed_numbers(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("VAULT_MAX_RETRIES", text)
    with pytest.raises(VaultFailure, match="VAULT_MAX_RETRIES"):
        environment.number("MAX_RETRIES", 2)


def test_answers_that_would_be_wrapped_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    environment.refuse_unsupported()
    monkeypatch.setenv("BAO_WRAP_TTL", "30s")
    with pytest.raises(VaultFailure, match="BAO_WRAP_TTL is set, but it is not supported"):
        environment.refuse_unsupported()


def test_the_look_up_of_srv_records_may_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAULT_SRV_LOOKUP", "false")
    environment.refuse_unsupported()
    monkeypatch.setenv("VAULT_SRV_LOOKUP", "true")
    with pytest.raises(VaultFailure, match="VAULT_SRV_LOOKUP"):
        environment.refuse_unsupported()
