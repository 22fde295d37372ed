"""What cargo or crates.io will refuse: the words, and the phase of the command in which they come."""

from typing import NamedTuple

from policy.cargo.place import Place


class Phase:
    """The phases of a command, in the order in which cargo 1.95 goes through them; plain numbers, for speed."""

    USAGE = 0  # the form of the command line, where the exit code is 1
    ARGUMENTS = 1  # what the command line says
    CONFIG = 2  # reading and merging config files
    MANIFEST = 3  # reading the manifests of the workspace
    PREPARE = 4  # what it found in them and kept to itself until it is to compile or to fetch
    SELECTION = 5  # which packages, to which registry
    REGISTRY = 6  # finding and opening that registry
    VERIFY = 7  # checks of the manifest before it is packaged
    PACKAGE = 8  # building the .crate file
    RESOLVE = 9  # asking registries for dependencies
    COMPILE = 10  # choosing the targets and compiling them
    UPLOAD = 11  # what the registry says to the .crate file


LAST = 10**6
"""A step behind everything in one manifest."""


class Refusal(NamedTuple):
    """One refusal, as it will be printed.

    cause: the name of the mistake; each is told to the user by the rule of that name.
    phase: when it comes, as `Phase` counts.
    chain: the error, then its causes, outermost first; each may have several lines.
    place: what is refused.
    step: the order within the phase; the smallest comes first.
    subject: the name that the mistake is about, such as a registry's or a dependency's; "" where there is none.
    excerpt: whether cargo shows the line below the error.
    pointed_at: where it points there, where that is not `place`.
    by: "cargo" or "crates.io".
    """

    cause: str
    phase: int
    chain: tuple[str, ...]
    place: Place
    step: tuple[int, ...] = ()
    subject: str = ""
    excerpt: bool = False
    by: str = "cargo"
    pointed_at: Place | None = None

    @property
    def phase_name(self) -> str:
        """The name of its phase, in lower case."""
        return next(name.lower() for name, number in vars(Phase).items() if number == self.phase)

    @property
    def message(self) -> str:
        """The text that is printed after `error: `, causes included."""
        return self.chain[0] + "".join(f"\n\nCaused by:\n{_indented(cause)}" for cause in self.chain[1:])

    def under(self, *context: str) -> "Refusal":
        """Return the same refusal with `context` as its outer layers."""
        return self._replace(chain=(*context, *self.chain))


class CargoError(Exception):
    """An error that cargo would stop with, while it does what the raising function models.

    chain: the error and its causes, outermost first.
    place: what causes it.
    cause, subject: the mistake and the name that it is about, as in `Refusal`.
    """

    def __init__(self, *chain: str, place: Place, cause: str = "invalid-config", subject: str = "") -> None:
        super().__init__(chain[0])
        self.chain = chain
        self.place = place
        self.cause = cause
        self.subject = subject

    def under(self, *context: str) -> "CargoError":
        """Return the same error with `context` as its outer layers."""
        return CargoError(*context, *self.chain, place=self.place, cause=self.cause, subject=self.subject)

    def at(self, place: Place) -> "CargoError":
        """Return the same error shown at `place`."""
        return CargoError(*self.chain, place=place, cause=self.cause, subject=self.subject)

    def refusal(self, phase: int, *step: int) -> Refusal:
        """Return this error as the refusal that comes in `phase`."""
        return Refusal(self.cause, phase, self.chain, self.place, step, self.subject)


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" if line else "" for line in text.split("\n"))
