"""Text from outside, made safe to show.

A registry chooses its `login-url` and the headers of its 401, a project chooses names and URLs, a server chooses its
error texts; and cargo prints a provider's message raw, so that an escape sequence in it would reach the terminal.
"""


def visible(text: str, limit: int = 300) -> str:
    r"""Return `text` on one line, with every character that is not printable written as an escape.

    What counts is `str.isprintable`: controls, line ends, bidirectional marks and lone surrogates are not. Text
    longer than `limit` characters is cut, and the cut is shown as `...`.
    """
    shown = text[:limit]
    if not shown.isprintable():
        shown = "".join(char if char.isprintable() else _escape(ord(char)) for char in shown)
    return shown if len(text) <= limit else shown + "..."


def _escape(code: int) -> str:
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
