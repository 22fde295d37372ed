"""Token files of the tests, made without a terminal and with little work for scrypt."""

import os
from dataclasses import dataclass
from pathlib import Path

from credprovider.token_file.cipher import Cipher
from credprovider.token_file.content import Content, Protection
from credprovider.token_file.disk import FILE_NAME
from credprovider.token_file.passphrase import derived, key_name
from tests.credprovider.provider import Provider
from tests.servers.user_keyring import UserKeyring

PASSPHRASE = "correct horse"
CHEAP = 2**14


@dataclass
class PassphraseFile:
    """A token file with a passphrase. keyring: where the key is while the file is unlocked."""

    path: Path
    keyring: UserKeyring
    protection: Protection
    key: bytes

    @property
    def name(self) -> str:
        """How the kernel calls the key."""
        return key_name(self.protection, str(self.path))

    def lock(self) -> None:
        """Let the kernel forget the key."""
        self.keyring.run(f"k.remove({self.name!r})")

    def unlock(self) -> None:
        """Give the kernel the key, as the passphrase would."""
        self.keyring.run(f"k.write({self.name!r}, {self.key!r}, 3600)")


def passphrase_file(provider: Provider, keyring: UserKeyring, *, cost: int = CHEAP) -> PassphraseFile:
    """Make an empty token file with the passphrase PASSPHRASE, and have every registry served from it."""
    provider.settings('[file]\nprotection = "passphrase"\n')
    provider.arguments = ("--store", "file")
    provider.through = keyring.words
    protection = Protection("passphrase", os.urandom(16).hex(), cost)
    key = derived(PASSPHRASE, protection)
    protection.check = Cipher(protection, key).check()
    made = PassphraseFile(provider.home / FILE_NAME, keyring, protection, key)
    write_private(made.path, Content(protection, {}).rendered())
    return made


def write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner may read."""
    path.touch(mode=0o600)
    path.write_bytes(data)


def key_file(provider: Provider) -> Path:
    """Make a key file, and have every registry served from a token file that it protects."""
    path = provider.root / "key"
    write_private(path, os.urandom(32))
    provider.settings(f'[file]\nprotection = "key-file"\nkey-file = "{path}"\n')
    provider.arguments = ("--store", "file")
    return path
