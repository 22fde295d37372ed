"""Text from outside, made safe to print."""


def escaped(text: str) -> str:
    """Return `text` with every character that shows nothing, or that steers the terminal, as `\\u{..}`.

    These are the ones that Unicode calls control, format (bidirectional overrides among them), surrogate, private and
    unassigned, and every blank and line end but the ASCII space: whatever `str.isprintable` says no to.
    """
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else f"\\u{{{ord(character):x}}}" for character in text)
