"""A registry's token: what it may contain, how it becomes a header value, and how it hides.

cargo sends a provider's token verbatim as the value of `Authorization`, and does not check it before an index read: a
line end in it would inject a header (cargo 1.95, measured). So it is checked here, before it is stored and before it
is given out.
"""

from credprovider.errors import Other

MAX_LENGTH = 64 * 1024
_SCHEMES = ("basic", "bearer", "token")


class Secret:
    """A text that shows itself only on request: not in repr, str, format, an f-string or a pickle."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the text. Every call of this is a place to look at in a review."""
        return self._text

    def __repr__(self) -> str:
        return f"{type(self).__name__}(hidden)"

    def __str__(self) -> str:
        return "(hidden)"

    def __format__(self, _spec: str) -> str:
        return "(hidden)"

    def __reduce__(self) -> str:
        raise TypeError("a secret is not pickled")


class Token(Secret):
    """A secret that may be sent as a header value: 1 to 65536 printable ASCII characters, no blank at either end.

    line_end: whether the store had one after it. Raises Other, which says what is wrong without showing the text.
    """

    __slots__ = ("line_end",)

    def __init__(self, text: str, *, line_end: bool = False) -> None:
        super().__init__(text)
        self.line_end = line_end
        if not text.strip():
            raise Other("the token is empty")
        if len(text) > MAX_LENGTH:
            raise Other(f"the token is longer than {MAX_LENGTH // 1024} KiB")
        if not (text.isascii() and text.isprintable()):
            raise Other("the token contains a character that is not printable ASCII, which no HTTP header may carry")
        if text[0] == " " or text[-1] == " ":
            raise Other("the token begins or ends with a blank")


def stored_token(data: bytes) -> Token:
    """Return the token that a store holds as `data`; one line end after it is dropped, as editors and `echo` leave one.

    Raises Other.
    """
    text = data.decode("latin-1")  # cannot fail; what is not ASCII is refused by Token, and no error holds the bytes
    bare = text[:-2] if text.endswith("\r\n") else text.removesuffix("\n")
    return Token(bare, line_end=bare != text)


def typed_token(text: Secret) -> Token:
    """Return the token that a person pasted: surrounding blanks and a copied `cargo login ` are dropped.

    Raises Other.
    """
    bare = text.reveal().strip()
    if bare.startswith("cargo login "):
        bare = bare[len("cargo login ") :].strip()
    return Token(bare)


class Header:
    """How a token becomes the value of the Authorization header.

    template: text with `{token}` once, in one of these shapes: `{token}`, `Bearer {token}`, `token {token}`,
    `Basic {b64(USER:{token})}`, where b64 is base64 without line breaks. Raises ValueError saying what is allowed.
    """

    __slots__ = ("_after", "_before", "_encoded", "_scheme")

    def __init__(self, template: str) -> None:
        before, mark, after = template.partition("{token}")
        self._scheme, encoded, inner = before.partition("{b64(")
        self._encoded = bool(encoded)
        self._before = inner if encoded else before
        if encoded and not after.endswith(")}"):
            raise ValueError("`{b64(` needs a `)}` at the end")
        self._after = after[:-2] if encoded else after
        self._scheme = self._scheme if encoded else before
        literal = self._scheme + self._before + self._after
        if not mark or "{" in literal or "}" in literal:
            raise ValueError("it holds `{token}` once, as in `Bearer {token}` or `Basic {b64(USER:{token})}`")
        if not (literal.isascii() and literal.isprintable()):
            raise ValueError("it may hold printable ASCII characters only")

    def value(self, token: Token) -> Token:
        """Return the whole header value for `token`. A stored value that already has this scheme does not get it twice.

        Raises Other when the stored value has another scheme than the template gives it.
        """
        text = token.reveal()
        scheme = self._scheme.strip().lower()
        first, blank, _ = text.partition(" ")
        if scheme and blank and first.lower() in _SCHEMES:
            if first.lower() == scheme:
                return token
            raise Other(
                f"the stored token already has the scheme `{first}`, but the setting `header` gives it `{self._scheme}`"
            )
        shaped = self._before + text + self._after
        if self._encoded:
            from binascii import b2a_base64  # here, because most templates do without it

            shaped = self._scheme + b2a_base64(shaped.encode("ascii"), newline=False).decode("ascii")
        return Token(shaped)
