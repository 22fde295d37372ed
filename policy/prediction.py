"""What `predict` has to say about one cargo command."""

from typing import NamedTuple

from policy.cargo.refusal import Phase
from policy.finding import Finding


class Prediction(NamedTuple):
    """What a command would come to.

    verdict: "fail"; "unknown" where it depends on what a registry holds, on a token or on the network; else "pass".
    refused_by: "cargo" or "crates.io", or None.
    message: what would be printed after `error: `.
    findings: those behind refusals that the command would meet, the first one first.
    depends_on: what decides where the verdict is "unknown", each in words such as "the token for registry `company`".
    """

    args: tuple[str, ...]
    verdict: str
    refused_by: str | None
    message: str
    findings: tuple[Finding, ...]
    depends_on: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """The exit status that the command would have, as far as it is known."""
        if self.verdict != "fail":
            return 0
        first = self.findings[0].refusal if self.findings else None
        return 1 if first is not None and first.phase == Phase.USAGE else 101
