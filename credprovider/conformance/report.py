"""What a run of the kit found: the outcome of every case, and what was found out about the provider."""

from dataclasses import dataclass

from credprovider.conformance.case import Case

PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"


@dataclass(frozen=True)
class Outcome:
    """One case. status: passed, failed or skipped. came: what came instead, or why it was skipped; safe to print.
    seconds: how long it took.
    """

    case: Case
    section: str
    status: str
    came: str
    seconds: float


@dataclass(frozen=True)
class Report:
    """A whole run. provider: its command line; facts: what was found out about it, by name; notes: what else there is
    to tell. All texts are safe to print.
    """

    provider: str
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    outcomes: tuple[Outcome, ...]

    def count(self, status: str) -> int:
        """Return how many cases have this outcome."""
        return sum(outcome.status == status for outcome in self.outcomes)

    @property
    def summary(self) -> str:
        """The counts in one line."""
        counts = ", ".join(f"{self.count(status)} {status}" for status in (PASSED, FAILED, SKIPPED))
        return f"{len(self.outcomes)} cases: {counts}"
