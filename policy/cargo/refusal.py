"""What cargo or crates.io will refuse: the words, the phase of the command, and the commands."""

from enum import IntEnum
from typing import NamedTuple

from policy.cargo.place import Place


class Phase(IntEnum):
    """The phases of a command, in the order in which cargo 1.95 goes through them."""

    ARGUMENTS = 1  # the command line itself
    CONFIG = 2  # reading and merging config files
    MANIFEST = 3  # reading the manifests of the workspace
    SELECTION = 4  # which packages, to which registry
    REGISTRY = 5  # opening that registry
    VERIFY = 6  # checks of the manifest for publishing
    PACKAGE = 7  # building the .crate file
    RESOLVE = 8  # asking registries for dependencies
    BUILD = 9  # planning what to compile
    SERVER = 10  # the registry's own checks of the upload


class Refusal(NamedTuple):
    """One refusal, as it will be printed.

    phase: when it comes.
    chain: the error, then its causes, outermost first; each may have several lines.
    place: what is refused.
    step: the order within the phase; the smallest comes first.
    by: "cargo" or "crates.io".
    """

    phase: Phase
    chain: tuple[str, ...]
    place: Place
    step: tuple[int, ...] = ()
    by: str = "cargo"

    @property
    def message(self) -> str:
        """The text that cargo prints after `error: `, causes included."""
        return self.chain[0] + "".join(f"\n\nCaused by:\n{indented(cause)}" for cause in self.chain[1:])


def indented(text: str) -> str:
    """Return `text` with two blanks before each line that is not empty, as cargo prints a cause."""
    return "\n".join(f"  {line}" if line else "" for line in text.split("\n"))
