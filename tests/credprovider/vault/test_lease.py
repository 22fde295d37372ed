"""What an answer with a lease says about its end."""

import json
from base64 import urlsafe_b64encode

import pytest

from credprovider.vault.client import Answer
from credprovider.vault.failures import VaultFailure
from credprovider.vault.http1 import Response
from credprovider.vault.kv import SecretPlace
from credprovider.vault.lease import Lease, new_lease, read_kept, sane_seconds

NOW = 1_800_000_000
PLACE = SecretPlace("artifactory/token/cargo#access_token", engine="dynamic")
YEARS = 10 * 365 * 86400


def lease(data: dict[str, object] | None = None, **envelope: object) -> Lease:
    """Read an answer in the form of Vault's."""
    usual = {"lease_id": "artifactory/token/cargo/x", "lease_duration": 3600, "renewable": True}
    content = {**usual, "data": {"access_token": "abc", **(data or {})}, **envelope}
    return new_lease(Answer(Response(200, {}, json.dumps(content).encode())), PLACE, "Vault at https://v", NOW)


def jwt(end: int) -> str:
    claims = urlsafe_b64encode(json.dumps({"exp": end}).encode()).decode().rstrip("=")
    return f"eyJhbGciOiJub25lIn0.{claims}.c2ln"


def test_a_lease() -> None:
    found = lease()

    assert (found.expires, found.lifetime, found.renewable) == (NOW + 3600, 3600, True)
    assert found.secret(PLACE).text(PLACE) == "abc"


@pytest.mark.parametrize(
    ("duration", "seconds"),
    [
        # abuse case 68
        (0, 0),
        (-5, 0),
        (-1e300, 0),
        (1e12, YEARS),
        (10**40, YEARS),
        (59.9, 59),
        (0.5, 0),
        (True, 0),
        ("3600", 0),
        (None, 0),
        ([], 0),
    ],
)
def test_durations_that_make_no_sense(duration: object, seconds: int) -> None:
    assert sane_seconds(duration) == seconds
    assert lease(lease_duration=duration).expires == (NOW + seconds if seconds else None)


@pytest.mark.parametrize(
    ("data", "expires"),
    [
        ({"expires_in": 600}, NOW + 600),
        ({"expires_in": 7200}, NOW + 3600),
        ({"expires_at": "2027-01-15T08:10:00Z"}, NOW + 600),
        ({"expire_time": "2027-01-15T08:10:00.123456Z"}, NOW + 600),
        ({"expiration": NOW + 60}, NOW + 60),
        ({"expires_in": 0}, NOW + 3600),  # how Artifactory says that there is no end
        ({"expires_in": "soon"}, NOW + 3600),
        ({"expires_at": {"nested": 1}}, NOW + 3600),
        ({"expires_in": 1e300}, NOW + 3600),
        ({"access_token": jwt(NOW + 100)}, NOW + 100),
        ({"access_token": jwt(NOW + 100), "expires_in": 50}, NOW + 50),
    ],
)
def test_the_earliest_end_counts(data: dict[str, object], expires: int) -> None:
    assert lease(data).expires == expires


def test_an_answer_without_a_lease_ends_when_the_token_says() -> None:
    assert lease(lease_id="", lease_duration=2764800).expires is None
    found = lease({"access_token": jwt(NOW + 100)}, lease_id="", renewable=True)
    assert (found.expires, found.renewable) == (NOW + 100, False)


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"<html>hidden</html>", b"{}", b'{"data":null}', b'{"data":{"other":"hidden"}}']
)
def test_what_brings_no_token(content: bytes) -> None:
    with pytest.raises(VaultFailure) as raised:
        new_lease(Answer(Response(200, {}, content)), PLACE, "Vault at https://v", NOW)

    assert "hidden" not in str(raised.value.args)


def test_what_is_kept_is_read_again() -> None:
    found = lease({"index": "sparse+https://registry.example/index/"})
    again = read_kept(json.loads(json.dumps(found.kept())))

    assert again is not None
    assert again.kept() == found.kept()
    assert again.secret(PLACE).fields["index"] == "sparse+https://registry.example/index/"


@pytest.mark.parametrize(
    "change", [{"text": 1}, {"expires": None}, {"expires": "1"}, {"lifetime": 1.5}, {"lease_id": 1}]
)
def test_what_is_kept_and_damaged_is_not(change: dict[str, object]) -> None:
    assert read_kept({**lease().kept(), **change}) is None
    assert read_kept({}) is None
