"""One case of the kit: what a provider is held to, and the two ways in which it can be left without passing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from credprovider.conformance.kit import Kit


class Failed(Exception):  # noqa: N818 - an outcome, not an error of the kit
    """The provider did something else than what is asked for. The message is what came; it may hold any text."""


class Hung(Failed):
    """The provider did not do in time what is asked for."""


class Skipped(Exception):  # noqa: N818 - an outcome, not an error of the kit
    """The case does not apply here. The message is the reason."""


@dataclass(frozen=True)
class Case:
    """A numbered case.

    check: a function of the kit that returns when all is well, and raises Failed or Skipped. The first line of its
    docstring is the title, the rest is what is asked for. needs: see `needs`; the first that is not met skips the case.
    beyond: the protocol does not ask for it, and cargo 1.95 gets along without it; a robust and careful provider does.
    """

    number: str
    check: "Callable[[Kit], None]"
    needs: "tuple[Callable[[Kit], str], ...]" = ()
    beyond: bool = False

    @property
    def title(self) -> str:
        """The case in one line."""
        return (self.check.__doc__ or "").partition("\n")[0].rstrip(".")

    @property
    def asked(self) -> str:
        """What is asked for, as one paragraph."""
        return " ".join((self.check.__doc__ or "").partition("\n")[2].split())


@dataclass(frozen=True)
class Section:
    """Cases that belong together. title: for people."""

    title: str
    cases: tuple[Case, ...]
