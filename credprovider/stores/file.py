"""The embedded store: one JSON file in cargo's home, readable for its owner alone. No daemon, no server.

`protection` under `[file]` says how the tokens in it are encrypted; that they are not has to be written out.
"""

from credprovider.deadline import Deadline
from credprovider.errors import NotFound, Other
from credprovider.route import Route
from credprovider.stores.interface import Found, Store
from credprovider.token import Token, stored_token
from credprovider.token_file.content import Content, Protection
from credprovider.token_file.disk import TokenFile
from credprovider.visible import visible

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from credprovider.settings_cache import Values
    from credprovider.token_file.cipher import Cipher
    from credprovider.token_file.key_file import KeyFile
    from credprovider.token_file.passphrase import Passphrase

    Keys = KeyFile | Passphrase


class FileStore(Store):
    """Tokens by index URL in the token file (see `TokenFile`), encrypted as `[file] protection` says.

    Raises Other when it says nothing; and, from every method, what `TokenFile` and the source of the keys raise.
    """

    def __init__(self, route: Route, deadline: Deadline) -> None:
        super().__init__(route, deadline)
        self._file = TokenFile(deadline)
        self._keys = _keys(route.shared, self._file)

    def get(self) -> Found:
        """Return the token kept for the registry. NotFound when there is none, which nothing is unlocked for."""
        content = self._file.read()
        kept = content.tokens.get(self.route.url)
        if kept is None:
            raise NotFound
        if self._keys is None and content.protection is None:
            return Found(stored_token(kept.encode("utf-8")))
        if self._keys is None or content.protection is None or content.protection.kind != self._keys.kind:
            raise self._otherwise_protected(content.protection)
        return Found(stored_token(self._decrypted(self._keys.cipher(content.protection), kept)))

    def urls(self) -> list[str]:
        """Return the index URLs that the file has a token for; they are not encrypted."""
        return list(self._file.read().tokens)

    def login(self, token: Token, label: str) -> None:  # noqa: ARG002 - keyed by URL, shown to nobody
        """Keep `token` for the registry; ask for the passphrase, if there is one and it has to be typed."""
        self._add({self.route.url: token.reveal()})

    def unlock(self) -> bool:
        """Ask for the passphrase, if there is one and it has to be typed; encrypt what is not encrypted yet."""
        content = self._file.read()
        if self._keys is not None and content.protection is None:
            self._add({})
        else:
            self._opened(content.protection)
        return self._keys is not None and self._keys.asks

    def logout(self) -> None:
        """Forget the registry's token, for which no key is needed. NotFound when there was none."""
        with self._file.locked():
            content = self._file.read()
            if content.tokens.pop(self.route.url, None) is None:
                raise NotFound
            self._file.write(content)

    def _add(self, added: dict[str, str]) -> None:
        """Write the file with these tokens in it, and with all that it had, protected as the settings say."""
        while True:
            seen = self._file.read()
            protection, cipher = self._opened(seen.protection)  # without the lock: a person may have to be asked
            with self._file.locked():
                now = self._file.read()
                if not now.same_protection(seen):
                    continue  # another process has encrypted it meanwhile
                plain = added if now.protection is not None else now.tokens | added
                new = plain if cipher is None else {url: cipher.encrypted(url, text) for url, text in plain.items()}
                self._file.write(Content(protection, now.tokens | new))
            if now.tokens and now.protection is None and cipher is not None:
                from credprovider.hints import hint

                hint(f"the tokens in {self._file.shown} were not encrypted; now they are")
            return

    def _opened(self, protection: Protection | None) -> "tuple[Protection | None, Cipher | None]":
        """Return what a file with `protection` has from now on, and its cipher; None where nothing is encrypted."""
        if self._keys is None and protection is None:
            return None, None
        if self._keys is not None and protection is None:
            return self._keys.fresh()
        if self._keys is None or protection is None or protection.kind != self._keys.kind:
            raise self._otherwise_protected(protection)
        return protection, self._keys.opened(protection)

    def _decrypted(self, cipher: "Cipher", text: str) -> bytes:
        from credprovider.token_file.cipher import Damaged

        try:
            return cipher.decrypted(self.route.url, text)
        except Damaged:
            pass
        raise Other(f"the token for {visible(self.route.url)} in {self._file.shown} was changed; log in again")

    def _otherwise_protected(self, protection: Protection | None) -> Other:
        """Return the refusal of a file whose protection is not the one of the settings."""
        wanted = "none" if self._keys is None else self._keys.kind
        settings = f'the settings say protection = "{wanted}"'
        if protection is None:
            advice = "if you have just changed that, run `cargo credprovider unlock`, which encrypts it"
            otherwise = "if not, somebody has put this file there: move it away and log in again"
            return Other(f"{self._file.shown} is not encrypted, but {settings}", (advice, otherwise))
        advice = f'write protection = "{protection.kind}" under [file] again, or move the file away and log in again'
        return Other(f"{self._file.shown} is encrypted with a {_NOUNS[protection.kind]}, but {settings}", (advice,))


_NOUNS = {"passphrase": "passphrase", "key-file": "key file"}


def _keys(shared: "Values", file: TokenFile) -> "Keys | None":
    """Return what gives the keys, as `[file]` says; None for tokens that are not encrypted."""
    protection = shared.get("protection")
    if protection == "none":
        return None
    if protection == "key-file":
        from credprovider.token_file.key_file import KeyFile

        return KeyFile(str(shared["key-file"]))
    if protection == "passphrase":
        from credprovider.token_file.passphrase import DEFAULT_LIFETIME, Passphrase

        lifetime = shared.get("passphrase-lifetime", DEFAULT_LIFETIME)
        return Passphrase(file, lifetime if isinstance(lifetime, int) else DEFAULT_LIFETIME)
    advice = 'write protection = "passphrase" under [file] in $CARGO_HOME/credprovider.toml'
    otherwise = 'or "key-file"; or "none", which leaves them unencrypted'
    raise Other("the store `file` has to be told how to protect tokens", (advice, otherwise))
