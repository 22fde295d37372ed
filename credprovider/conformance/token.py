"""The kit's own tokens: made for one run, recognisable, and never a secret of anybody."""

import secrets

_MARK = "conformance-kit-"


def new_token(label: str = "token") -> str:
    """Return a token that nobody else has. label: lower-case letters, to tell it from others in a report."""
    return f"{_MARK}{label}-{secrets.token_hex(10)}"


def is_ours(text: str) -> bool:
    """Whether a token was made by this kit, in this run or in one that could not clean up."""
    return _MARK in text
