"""What a token file says, as JSON. Index URLs are readable, so that nothing has to be unlocked in order to say that a
registry has no token.
"""

from credprovider.json_text import JsonError, parse, render

_PLAIN, _ENCRYPTED = 1, 2  # formats
_SALT = 32  # hexadecimal digits
COST = 2**17  # scrypt's N, with r = 8 and p = 1: 128 MiB and some 0.3 s for each guess
_COSTS = tuple(2**power for power in range(14, 19))  # what is read: a file that asks for more is not worked for


class Protection:
    """How the tokens of a file are encrypted: AES-256-GCM, with a key that is not in the file. Nothing here is secret.

    kind: `passphrase`, whose key scrypt makes of a passphrase, or `key-file`, whose key HKDF-SHA256 makes of a file.
    salt: 16 random bytes in hexadecimal. cost: scrypt's N; 0 for a key file. check: tells whether a key is the right
    one; see `Cipher`.
    """

    __slots__ = ("check", "cost", "kind", "salt")

    def __init__(self, kind: str, salt: str, cost: int, check: str = "") -> None:
        self.kind = kind
        self.salt = salt
        self.cost = cost
        self.check = check

    def parameters(self) -> dict[str, object]:
        """Return everything but the check, as it stands in the file."""
        if self.kind == "passphrase":
            return {"kind": self.kind, "kdf": "scrypt", "n": self.cost, "r": 8, "p": 1, "salt": self.salt}
        return {"kind": self.kind, "kdf": "hkdf-sha256", "salt": self.salt}

    def binding(self, url: str) -> bytes:
        """Return what a token's encryption is bound to: format, parameters and registry."""
        return render({"format": _ENCRYPTED, "protection": self.parameters(), "url": url}).encode("ascii")


class Content:
    """What a token file holds. protection: None when the tokens are not encrypted. tokens: by index URL; encrypted
    ones as `Cipher` makes them.
    """

    __slots__ = ("protection", "tokens")

    def __init__(self, protection: Protection | None, tokens: dict[str, str]) -> None:
        self.protection = protection
        self.tokens = tokens

    def same_protection(self, other: "Content") -> bool:
        """Whether a key for this file is one for the other."""
        mine, others = self.protection, other.protection
        return mine is others or (mine is not None and others is not None and mine.binding("") == others.binding(""))

    def rendered(self) -> bytes:
        """Return the file's text."""
        if self.protection is None:
            return render({"format": _PLAIN, "tokens": self.tokens}).encode("ascii")
        protection = {**self.protection.parameters(), "check": self.protection.check}
        return render({"format": _ENCRYPTED, "protection": protection, "tokens": self.tokens}).encode("ascii")


def parse_content(data: bytes) -> Content | None:
    """Return what the file's text `data` says; None when it is damaged, of a later version, or wants more work for a
    key than this version does.
    """
    try:
        fields = parse(data)
    except JsonError:
        return None
    if not isinstance(fields, dict):
        return None
    tokens = fields.get("tokens")
    if not isinstance(tokens, dict) or not all(isinstance(token, str) for token in tokens.values()):
        return None
    if fields.get("format") == _PLAIN:
        return Content(None, tokens)
    protection = _protection(fields.get("protection")) if fields.get("format") == _ENCRYPTED else None
    return None if protection is None else Content(protection, tokens)


def _protection(fields: object) -> Protection | None:
    """Return what `fields` say, when writing it again gives the same: each parameter is one that this version has."""
    if not isinstance(fields, dict):
        return None
    kind, salt, check, cost = fields.get("kind"), fields.get("salt"), fields.get("check"), fields.get("n", 0)
    if not (isinstance(salt, str) and len(salt) == _SALT and _is_hex(salt) and isinstance(check, str)):
        return None
    if not (kind == "passphrase" and type(cost) is int and cost in _COSTS) and kind != "key-file":
        return None
    found = Protection(str(kind), salt, cost if kind == "passphrase" else 0, check)
    return found if {**found.parameters(), "check": check} == fields else None


def _is_hex(text: str) -> bool:
    return all(char in "0123456789abcdef" for char in text)
