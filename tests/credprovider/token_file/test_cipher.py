"""What the encryption of a token is bound to, and that nothing else is accepted."""

import os

import pytest

from credprovider.token_file.cipher import Cipher, Damaged
from credprovider.token_file.content import Protection
from tests.credprovider.provider import CANARY, INDEX
from tests.credprovider.stores.contract import OTHER

SALT = "00" * 16
KEY = bytes(range(32))


def cipher(kind: str = "passphrase", salt: str = SALT, cost: int = 2**14, key: bytes = KEY) -> Cipher:
    return Cipher(Protection(kind, salt, cost), key)


def test_what_was_encrypted_is_decrypted() -> None:
    assert cipher().decrypted(INDEX, cipher().encrypted(INDEX, CANARY)) == CANARY.encode()
    assert cipher().decrypted("п", cipher().encrypted("п", "")) == b""


def test_no_two_texts_are_alike() -> None:
    # A nonce that was used twice would show what both texts have in common.
    texts = [cipher().encrypted(INDEX, CANARY) for _ in range(200)]

    assert len({text[:24] for text in texts}) == 200
    assert not any(CANARY.encode().hex()[:8] in text for text in texts)


@pytest.mark.parametrize(
    "other",
    [
        cipher(salt="01" + "00" * 15),
        cipher(cost=2**15),
        cipher(kind="key-file", cost=0),
        cipher(key=bytes(32)),
    ],
    ids=["salt", "cost", "kind", "key"],
)
def test_a_token_is_bound_to_the_key_and_to_how_it_is_made(other: Cipher) -> None:
    with pytest.raises(Damaged):
        other.decrypted(INDEX, cipher().encrypted(INDEX, CANARY))


@pytest.mark.parametrize("url", [OTHER, "", INDEX[:-1], INDEX + " "])
def test_a_token_is_bound_to_its_registry(url: str) -> None:
    with pytest.raises(Damaged):
        cipher().decrypted(url, cipher().encrypted(INDEX, CANARY))


def test_no_bit_can_be_changed_and_no_byte_left_out() -> None:
    data = bytes.fromhex(cipher().encrypted(INDEX, "abc"))
    changed = [data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :] for at in range(len(data)) for bit in (1, 0x80)]
    cut = [data[:at] for at in range(len(data))]

    for each in (*changed, *cut, data + b"\0"):
        with pytest.raises(Damaged):
            cipher().decrypted(INDEX, each.hex())


@pytest.mark.parametrize("text", ["", "zz", "0", "é", " " * 60])
def test_a_text_that_is_no_hexadecimal(text: str) -> None:
    with pytest.raises(Damaged):
        cipher().decrypted(INDEX, text)


def test_the_check_tells_the_key() -> None:
    protection = Protection("passphrase", SALT, 2**14)
    protection.check = Cipher(protection, KEY).check()

    assert Cipher(protection, KEY).fits()
    assert not Cipher(protection, os.urandom(32)).fits()


def test_the_key_shows_nowhere() -> None:
    made = cipher(key=b"k" * 32)

    assert "k" * 8 not in repr(made) + str(vars(type(made)))
