"""The text of a cargo config without its secrets, also where it is no TOML: what is broken is shown most often."""

import re

_SECRET = re.compile(
    r"""
    (?<![\w:-]) [\w-]*? (?: tok[en]{1,2} | token | secret [-_]? key | secret | password ) s? (?![\w-])
    | (?<![\w-]) (?: echo | printf ) (?= ["'\s] )  # a provider that says what it is told to
    | " (?: [^"\\\n] | \\[^uUx"\n] )*+ \\[uUx] [^"\n]*+ " (?= [ \t]*+ [=.\]] )  # a key that hides its name
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""What a secret stands behind."""

_PIECE = re.compile(
    r"""
      (?P<long> "{3} (?: \\. | (?!"{3}) [^\\] )*+ "{0,5} | '{3} (?: (?!'{3}) . )*+ '{0,5} )
    | (?P<text> " (?: \\[^\n] | [^"\\\n] )*+ "? | '[^'\n]*+'? | \#[^\n]*+ )
    | (?P<opening> [\[{] )
    | (?P<closing> [\]}] )
    | (?P<end> \n (?= [ \t]*+ (?: \[ | (?: [\w.-]++ | "[^"\n]*+" | '[^'\n]*+' )++ [ \t]*+ = | \Z ) ) )  # of a statement
    | (?P<next> , (?= [ \t]*+ ["']? [\w.-]++ ["']? [ \t]*+ = ) )  # the next key of an inline table
    | (?P<gap> [ \t\r,=:]++ )
    | (?P<word> [^\s\[\]{}"'\#,]++ | . )
    """,
    re.VERBOSE | re.DOTALL,
)


def concealed_config(text: str) -> str:
    """Return `text` with stars for everything that belongs to a key, a table or an argument with a secret's name.

    That ends where, outside of the brackets that were opened on the way, a line begins with a key or the header of a
    table, or another key of an inline table follows; behind a header that is a secret's, only where the next one is.
    There are as many stars as there were characters, and the lines stay what they are.
    """
    shown: list[str] = []
    at = line = looked = 0
    while secret := _SECRET.search(text, at):
        line, looked = max(line, text.rfind("\n", looked, secret.start()) + 1), secret.start()
        shown.append(text[at : secret.end()])
        at = secret.end()
        if text[at : at + 1] in ('"', "'"):  # the end of a key in quotes
            shown.append(text[at])
            at += 1
        at = _hide(text, at, shown, is_header=_is_header(text, line, secret.start()))
    return "".join([*shown, text[at:]])


def _hide(text: str, at: int, shown: list[str], is_header: bool) -> int:
    """Put what stands behind a secret's name at `at` into `shown`, with stars; return where it ends."""
    depth, something = 0, False
    while piece := _PIECE.match(text, at):
        kind = piece.lastgroup
        if depth == 0 and kind == "next" and something and not is_header:
            break
        if depth == 0 and kind == "end" and (_is_header(text, piece.end()) if is_header else something):
            break
        depth = max(depth + (kind == "opening") - (kind == "closing"), 0)
        at = piece.end()
        is_hidden = kind in ("long", "text", "word")
        something = something or is_hidden
        shown.append(re.sub(r"[^\s\"'#]", "*", piece[0]) if is_hidden else piece[0])
    return at


def _is_header(text: str, line: int, end: int | None = None) -> bool:
    """Return whether the header of a table stands at the start of a line, and goes on up to `end`."""
    first = re.compile(r"[ \t]*").match(text, line)
    starts = first is not None and text.startswith("[", first.end())
    return starts and (end is None or text.find("=", line, end) < 0)
