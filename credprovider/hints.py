"""Single lines on standard error, which cargo passes on to the person as they are."""

import os


def hint(text: str) -> None:
    """Show `text`, which must be safe to print and free of secrets. What cannot be shown is not worth a failure."""
    try:
        os.write(2, f"cargo-credprovider: {text}\n".encode("utf-8", "replace"))
    except OSError:
        pass
