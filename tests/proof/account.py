"""What came of a failing cluster, by the phases of its failing."""

from dataclasses import dataclass, field

from tests.proof.runs import REFUSAL, WRONG, Outcome

LOGINS = ("login each time", "inline login", "a standby by name")
DEADLINE = 5.0
"""Seconds: the provider's own, when nothing is set."""

SLACK = 5.0
"""Seconds on top of the deadline: for the start of a process, and of cargo, on a busy machine."""

NOTICED = 3.0
"""Seconds until every standby knows the new leader: each looks every 2.5 s."""

SENTENCES = (
    "has no active server at the moment",
    "says that this is the active server",
    "is sealed or has no active node",
    "timed out after 5 s waiting for Vault at",
    "the connection to Vault at",
    "did not answer in time",
    "with status 500: a cluster without a quorum says so, too",
)
"""What a refusal may say while nobody leads."""


@dataclass
class Account:
    """What happened. phases: when each began, by the monotonic clock. leaderless: when nobody led, from when to when.
    failed: when a server failed. outcomes: every run.
    """

    phases: list[tuple[str, float]] = field(default_factory=list)
    leaderless: list[tuple[float, float]] = field(default_factory=list)
    failed: list[float] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def refusals(self) -> list[Outcome]:
        """The runs that were refused."""
        return [each for each in self.outcomes if each.result == REFUSAL]

    @property
    def wrong(self) -> list[Outcome]:
        """The runs that brought neither the token nor a refusal."""
        return [each for each in self.outcomes if each.result == WRONG]

    @property
    def cut_off(self) -> list[Outcome]:
        """The logins that were under way when a server failed. They are not sent again, as Vault may have taken them:
        what they show may be good for a single use.
        """
        return [
            each
            for each in self.refusals
            if each.who in LOGINS and any(each.started <= moment <= each.ended for moment in self.failed)
        ]

    @property
    def unexcused(self) -> list[Outcome]:
        """The refusals that came although somebody led, and those that do not say what was wrong."""
        excused = [
            each
            for each in self.refusals
            if any(start <= each.ended <= end + NOTICED for start, end in self.leaderless) or each in self.cut_off
        ]
        good = [each for each in excused if any(sentence in each.said for sentence in SENTENCES)]
        return [each for each in self.refusals if each not in good]

    @property
    def longest(self) -> float:
        """The seconds of the run that took longest."""
        return max(each.seconds for each in self.outcomes)

    def during(self, number: int) -> list[Outcome]:
        """Return the runs that ended in a phase."""
        start = self.phases[number][1]
        end = self.phases[number + 1][1] if number + 1 < len(self.phases) else float("inf")
        return [each for each in self.outcomes if start <= each.ended < end]

    def table(self) -> str:
        """Return the figures as text."""
        lines = [f"  {'':34} runs answers refused wrong  longest"]
        rows = [(name, self.during(number)) for number, (name, _) in enumerate(self.phases)]
        for name, outcomes in [*rows, ("all of it", self.outcomes)]:
            refused = sum(each.result == REFUSAL for each in outcomes)
            wrong = sum(each.result == WRONG for each in outcomes)
            longest = max((each.seconds for each in outcomes), default=0.0)
            answers = len(outcomes) - refused - wrong
            lines.append(f"  {name:34} {len(outcomes):4} {answers:7} {refused:7} {wrong:5} {longest:6.2f} s")
        lines += [f"  nobody led for {end - start:.1f} s" for start, end in self.leaderless]
        lines.append(f"  refused, a login that was under way when its server failed: {len(self.cut_off)}")
        lines.append(f"  refused although somebody led, or without the right sentence: {len(self.unexcused)}")
        return "\n".join(lines)
