"""Keys that are made of a passphrase. It is typed on the terminal, for a login and by `cargo credprovider unlock`; what
scrypt makes of it, and never the passphrase, is then kept by the kernel for a while.
"""

import os

from credprovider import kernel_keyring
from credprovider.errors import Other, Unavailable
from credprovider.token_file.cipher import Cipher, check_library
from credprovider.token_file.content import COST, Protection

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from credprovider.token_file.disk import TokenFile

DEFAULT_LIFETIME = 8 * 3600  # seconds
_SHORTEST = 8  # characters
_ATTEMPTS = 3
_WITHOUT_TERMINAL = 'run `cargo credprovider unlock` on a terminal, or use protection = "key-file" under [file]'


class Passphrase:
    """The passphrase of `file`. lifetime: of a typed one, in seconds.

    Raises Other from every method where the kernel has no keyring, or without a terminal where one is needed.
    """

    kind = "passphrase"
    asks = True

    def __init__(self, file: "TokenFile", lifetime: int) -> None:
        self._file = file
        self._lifetime = lifetime

    def cipher(self, protection: Protection) -> Cipher:
        """Return the cipher for the file, without asking. Raises Other when the passphrase has to be typed anew."""
        key = self._kept(protection)
        if key is None:
            raise Other("the token file is locked", ("unlock it with `cargo credprovider unlock`",))
        return Cipher(protection, key)

    def opened(self, protection: Protection) -> Cipher:
        """Return the cipher for the file; ask for the passphrase when it has to be typed anew."""
        key = self._kept(protection)
        if key is not None:
            kept = Cipher(protection, key)
            if kept.fits():
                return kept
        check_library()
        self._file.deadline.suspend()
        made = self._asked(protection)
        self._file.deadline.resume()
        return made

    def fresh(self) -> tuple[Protection, Cipher]:
        """Return a protection for a new file, and its cipher, for a passphrase that is typed twice."""
        protection = Protection(self.kind, os.urandom(16).hex(), COST)
        self._kept(protection)  # where keys cannot be kept, nobody is asked for anything
        check_library()
        self._file.deadline.suspend()
        typed = self._prompt(f"New passphrase for {self._file.shown}, {_SHORTEST} characters or more: ")
        if len(typed) < _SHORTEST:
            raise Other(f"the passphrase is too short: it needs {_SHORTEST} characters or more; nothing was stored")
        if self._prompt("The same again: ") != typed:
            raise Other("the two passphrases differ; nothing was stored")
        key = derived(typed, protection)
        self._file.deadline.resume()
        made = Cipher(protection, key)
        protection.check = made.check()
        self._keep(protection, key)
        return protection, made

    def _asked(self, protection: Protection) -> Cipher:
        wrong = ""
        for _ in range(_ATTEMPTS):
            key = derived(self._prompt(f"{wrong}Passphrase for {self._file.shown}: "), protection)
            made = Cipher(protection, key)
            if made.fits():
                self._keep(protection, key)
                return made
            wrong = "That is not it. "
        raise Other(f"the passphrase is not that of {self._file.shown}; nothing was changed")

    def _prompt(self, question: str) -> str:
        from credprovider.tty import prompt_secret

        typed = prompt_secret(question, _WITHOUT_TERMINAL, "passphrase").reveal().rstrip("\r\n")
        if "\ufffd" in typed:
            raise Other("the passphrase was not typed in UTF-8; set the terminal and the language to it")
        return typed

    def _kept(self, protection: Protection) -> bytes | None:
        try:
            return kernel_keyring.read(self._name(protection))
        except Unavailable as reason:
            advice = 'use protection = "key-file" under [file] in $CARGO_HOME/credprovider.toml'
            said = "a passphrase needs the Linux kernel's keyring, which keeps the token file unlocked between commands"
            raise Other(said, (*reason.causes, advice)) from None

    def _keep(self, protection: Protection, key: bytes) -> None:
        kernel_keyring.write(self._name(protection), key, self._lifetime)

    def _name(self, protection: Protection) -> str:
        return key_name(protection, self._file.path)


def key_name(protection: Protection, path: str) -> str:
    """Return the name by which the kernel keeps the key for the token file at `path`."""
    return f"cargo-customs:token-file:{protection.salt}:{path}"


def derived(passphrase: str, protection: Protection) -> bytes:
    """Return the 32 bytes that scrypt (RFC 7914) makes of the passphrase.

    Raises Other when there is no memory for it, Unavailable where the library is not installed.
    """
    check_library()
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    try:
        derivation = Scrypt(salt=bytes.fromhex(protection.salt), length=32, n=protection.cost, r=8, p=1)
        return derivation.derive(passphrase.encode("utf-8"))
    except MemoryError:
        raise Other(f"there are no {protection.cost // 1024} MiB of memory to make a key of the passphrase") from None
