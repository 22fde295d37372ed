"""Secrets that stand in the files that are looked at must not travel on into a terminal, a log or a report."""

import re

from policy.secret import crates_io_tokens, tokens_in_urls

_SECRETS = r"""
  (?i: token | secret[-_]key | password ) ["']? \s*=\s*  # the end of a key
  (?: \{ \s* value \s*=\s* )?  # as it may stand in [env]
  (?P<quote> \"{3} | '{3} | ["'] ) (?P<value> (?: \\. | (?!(?P=quote)) [^\\] )*+ )
| (?i: token | secret[-_]key | password ) ["']? \s*=\s* (?P<list> \[ [^\]\n]*+ )  # a mistake, but still secrets
| (?: ^ | \n | \|[ ] ) [ \t]*+ (?: [\w-]++ \. ){0,3} (?: tok[en]{1,2} | secret[-_]key ) ["']?
  (?: [ \t]*+ [=:] [=: \t]*+ | [ \t]++ (?=["']) ) (?P<rest> [^\s\[{] [^\n]*+ )
| (?: https?:// | :// [^\s/?#@:"'`]*+ : ) (?P<password> [^\s/?#"'`]+ ) (?=@)  # over http the user alone may be a token
| \b (?i: bearer ) [ ]+ (?! tokens? \b | [{<$] ) (?P<header> [^\s"'`]{4,} )  # but no prose, and no placeholder
"""

_WORD = r"(?: \$\([^()\n]*+\) | \$\{\{[^{}\n]*+\}\} | [^\s\"'`] )*+"

_ELSEWHERE = rf"""
| "(?:--token|[A-Z0-9_]*(?:TOKEN|SECRET|SECRET_KEY|PASSWORD))= (?P<in_double> [^"]++ )
| '(?:--token|[A-Z0-9_]*(?:TOKEN|SECRET|SECRET_KEY|PASSWORD))= (?P<in_single> [^']++ )
| (?<![A-Z0-9_]) [A-Z0-9_]*(?:TOKEN|SECRET|SECRET_KEY|PASSWORD)=
    (?: "(?P<double>[^"]++) | '(?P<single>[^']++) | (?P<word>(?=[^\s"'`]){_WORD}) )
| (?<!\w) CARGO_[\w.-]{{0,200}}+(?: (?<=TOKEN) | (?<=SECRET_KEY) ) ["']? \s*
    (?: [:?+]{{1,3}}= | = | :(?=\s) | (?<!["'])(?<=\s) ) \s* ["']?+
    (?P<setting> [^\s"'<`=:] (?: [^\s"']++ | [ \t]++(?=[^\s\#"']) )*+ )  # in YAML, a Makefile, a Dockerfile
| --(?:token|password)["'] \s* , \s* ["'] (?P<item> [^"']++ )
| --(?:token|password) [=\s] \s* (?!to\ be\ specified)  # the end of cargo's own sentence
    (?: "(?P<quoted>[^"]++) | '(?P<bare>[^']++) | (?P<option>(?=[^\s"'`-]){_WORD}) )
| cargo:token-from-stdout [\s"',]++ (?:echo|printf) [\s"',]++ (?P<told> [^`\]\n]++ )  # a provider that repeats it
| \$\{{\w+:?- (?P<default> [^}}\s"']++ ) (?=\}})
"""
"""In the other files of a repository: variables and arguments of cargo."""

_LOGIN = rf"""
  (?i:cargo)\b [^\n|;&`]{{0,200}}? \s login \s+
    (?: --(?:registry|config|color)(?:=|\s+)[^\s`]++\s+ | -(?!-(?:registry|config|color)\b)[\w-]++\s+ )*+
    (?: "(?P<long>[^"]++) | '(?P<plain>[^']++) | (?P<argument>(?=[^\s"'<>`\#&|;)-])(?!\\\s*$){_WORD}) )
| (?:echo|printf) \s++ (?P<echoed> [^|]{{1,400}}+ ) (?= \|[^|]{{0,200}}\blogin\b )
| \blogin\b [^|\n]{{0,200}}? <<< \s*+ (?: "(?P<string>[^"]++) | '(?P<text>[^']++) | (?P<input>(?=[^\s"'`]){_WORD}) )
"""
"""What `cargo login` gets as an argument, from a pipe or in a string."""

_VARIABLE = r"\$\w+|\$\{\w+\}|\$\{\{[^{}]*\}\}|\{\{[^{}]*\}\}|\$\([^()]*\)|%\w+%|<[\w -]+>|[\s\"']+"
"""What is no secret itself in a value, and may be shown: variables and gaps, and what stands between words."""

_SIGNS = ("tok", "secret", "password", "bearer", "://", "${")
"""One of these stands in whatever these patterns find; most texts have none, and need not be looked through slowly."""

_WHOLE = frozenset({"value", "password", "header"})
"""The values in which nothing is expanded."""


def concealed(text: str) -> str:
    """Return `text` with stars for what may be a secret in it.

    That is: the values of `token`, `secret-key` and `password`, what follows `Bearer`, the login and tokens in a URL,
    crates.io's tokens wherever they stand, and, as other files of a repository have them, variables with tokens and
    arguments that are tokens. There are as many stars as there were characters, so that columns stay what they are.
    """
    folded = text.casefold()
    if any(sign in folded for sign in _SIGNS):
        # re.sub keeps it compiled, and a run that has nothing to show does not compile it.
        text = re.sub(_SECRETS + _ELSEWHERE, _with_stars, text, flags=re.VERBOSE)
    if "login" in text:
        text = re.sub(_LOGIN, _with_stars, text, flags=re.VERBOSE)
    spans = sorted([*crates_io_tokens(text), *tokens_in_urls(text)])
    if not spans:
        return text
    shown: list[str] = []
    at = 0
    for start, end in spans:
        shown += (text[at:start], "*" * (end - max(start, at)))
        at = max(at, end)
    return "".join(shown) + text[at:]


def _with_stars(match: re.Match[str]) -> str:
    name = match.lastgroup or "value"
    start, end = match.start(name) - match.start(), match.end(name) - match.start()
    return match[0][:start] + _stars(match[name], name in _WHOLE) + match[0][end:]


def _stars(value: str, whole: bool) -> str:
    """Return a star for each character of `value` that may be part of a secret. whole: as all of them may."""
    if whole:
        return re.sub(r"[^\r\n]", "*", value)
    stars, at = "", 0
    for variable in re.finditer(_VARIABLE, value):
        stars += "*" * (variable.start() - at) + variable[0]
        at = variable.end()
    return stars + "*" * (len(value) - at)
