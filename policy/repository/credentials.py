"""Whether a file of cargo's has a token in it."""

import os
import re

from policy.repository.files import LIMIT
from policy.secret import is_placeholder

_TOKEN = re.compile(r"""\b(?:token|secret-key)["']?\s*=\s*["']+([^"'\n]*)""")


def holds_token(text: str) -> bool:
    """Return whether a config or credentials file with this text has a token in it that is no placeholder.

    It need not be TOML that can be parsed: a leak it is all the same.
    """
    return "registr" in text and any(not is_placeholder(token) for token in _TOKEN.findall(text))


def text_of(path: str) -> str:
    """Return the text of a regular file, as far as files are looked at; "" where there is none."""
    try:
        if not os.path.isfile(path) or os.path.getsize(path) > LIMIT:
            return ""
        with open(path, "rb") as file:
            return file.read(LIMIT).decode(errors="replace")
    except (OSError, ValueError):
        return ""
