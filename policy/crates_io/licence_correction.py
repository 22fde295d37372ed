"""What is meant by a licence that is nearly an SPDX expression."""

from policy.crates_io.licence import licence_error
from policy.crates_io.licence_ids import is_exception, spelt

_OPERATORS = ("and", "or", "with")
_SAME = {
    "apache2": "Apache-2.0",
    "apache-2": "Apache-2.0",
    "apache-v2": "Apache-2.0",
    "apache-v2.0": "Apache-2.0",
    "apache-license-2.0": "Apache-2.0",
    "apache-license-version-2.0": "Apache-2.0",
    "mit-license": "MIT",
    "the-mit-license": "MIT",
    "isc-license": "ISC",
    "mpl2": "MPL-2.0",
    "mpl-2": "MPL-2.0",
    "boost-1.0": "BSL-1.0",
    "the-unlicense": "Unlicense",
}
"""Names that leave no doubt, in lower case with `-` between their words."""

_MOST_WORDS = 4
_LONGEST = 200
"""Nobody writes a longer expression by hand, and a whole text of a licence is none."""


def corrected(text: str) -> str:
    """Return the expression that is meant by `text`, "" where that is not clear.

    Spelling is corrected, and well-known names become identifiers; nothing is guessed, so `GPLv3` stays what it is.
    """
    if len(text) > _LONGEST:
        return ""
    for mark in "()/":
        text = text.replace(mark, f" {mark} ")
    words = text.replace(", ", " ").split()
    tokens: list[str] = []
    while words:
        if words[0] in ("(", ")", "/") or words[0].lower() in _OPERATORS:
            tokens.append("OR" if words[0] == "/" else words[0].upper())
            del words[0]
            continue
        if tokens and tokens[-1] == "WITH" and is_exception(words[0]):
            tokens.append(words.pop(0))
            continue
        for count in range(min(_MOST_WORDS, len(words)), 0, -1):
            if name := _identifier("-".join(words[:count])):
                tokens.append(name)
                del words[:count]
                break
        else:
            return ""
    expression = " ".join(tokens).replace("( ", "(").replace(" )", ")")
    return expression if licence_error(expression) is None else ""


def _identifier(name: str) -> str:
    plus = "+" if name.endswith("+") else ""
    bare = name.removesuffix("+")
    found = _SAME.get(bare.lower()) or spelt(bare)
    return f"{found}{plus}" if found else ""
