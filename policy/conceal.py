"""Secrets that stand in the files that are looked at must not travel on into a terminal, a log or a report."""

import re

_SECRETS = r"""
  (?i: token | secret[-_]key | password ) ["']? \s*=\s*  # the end of a key
  (?: \{ \s* value \s*=\s* )?  # as it may stand in [env]
  (?P<quote> \"{3} | '{3} | ["'] ) (?P<value> (?: \\. | (?!(?P=quote)) [^\\] )*+ )
| (?: https?:// | :// [^\s/?#@:"'`]*+ : ) (?P<password> [^\s/?#"'`]+ ) (?=@)  # over http the user alone may be a token
"""


def concealed(text: str) -> str:
    """Return `text` with stars for the values of `token`, `secret-key` and `password` and for the login in a URL.

    As many stars as there were characters, so that columns stay what they are.
    """
    # re.sub keeps it compiled, and a run that has nothing to show does not compile it.
    return re.sub(_SECRETS, _with_stars, text, flags=re.VERBOSE)


def _with_stars(match: re.Match[str]) -> str:
    name = "password" if match["password"] else "value"
    start, end = match.start(name) - match.start(), match.end(name) - match.start()
    return match[0][:start] + "*" * (end - start) + match[0][end:]
