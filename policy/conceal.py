"""Secrets that stand in the files that are looked at must not travel on into a terminal, a log or a report."""

import re

from policy.secret import crates_io_tokens, tokens_in_urls

_SECRETS = r"""
  (?i: token | secret[-_]key | password ) ["']? \s*=\s*  # the end of a key
  (?: \{ \s* value \s*=\s* )?  # as it may stand in [env]
  (?P<quote> \"{3} | '{3} | ["'] ) (?P<value> (?: \\. | (?!(?P=quote)) [^\\] )*+ )
| (?: https?:// | :// [^\s/?#@:"'`]*+ : ) (?P<password> [^\s/?#"'`]+ ) (?=@)  # over http the user alone may be a token
| \b (?i: bearer ) [ ]+ (?! tokens? \b | [{<$] ) (?P<header> [^\s"'`]{4,} )  # but no prose, and no placeholder
"""


def concealed(text: str) -> str:
    """Return `text` with stars for what may be a secret in it.

    That is: the values of `token`, `secret-key` and `password`, what follows `Bearer`, the login and tokens in a URL,
    and crates.io's tokens wherever they stand. There are as many stars as there were characters, so that columns stay
    what they are.
    """
    # re.sub keeps it compiled, and a run that has nothing to show does not compile it.
    text = re.sub(_SECRETS, _with_stars, text, flags=re.VERBOSE)
    for start, end in [*crates_io_tokens(text), *tokens_in_urls(text)]:
        text = text[:start] + "*" * (end - start) + text[end:]
    return text


def _with_stars(match: re.Match[str]) -> str:
    name = next(name for name in ("password", "header", "value") if match[name] is not None)
    start, end = match.start(name) - match.start(), match.end(name) - match.start()
    return match[0][:start] + "*" * (end - start) + match[0][end:]
