"""What a rule has to say: what is wrong, where, and what to do."""

from typing import NamedTuple

from policy.cargo.place import Place
from policy.cargo.refusal import Refusal
from policy.edit import Edit

SEVERITIES = ("advice", "warning", "error")
"""From the mildest to the hardest; `off` is a setting of a rule, not a severity."""


class Label(NamedTuple):
    """A second place that explains a finding, such as where a registry is defined."""

    place: Place
    text: str


class Finding(NamedTuple):
    """One cause, reported once.

    rule: the rule's name, kebab-case.
    severity: one of SEVERITIES.
    message: one sentence, without a full stop; text from files is put in as it is and escaped by the output.
    place: where to look.
    help: what to do; empty where the message says it.
    labels: second places.
    refusal: what cargo or crates.io will say because of it, where they will say something.
    fix: the edits that undo the mistake and change nothing else; empty where somebody has to choose.
    """

    rule: str
    severity: str
    message: str
    place: Place
    help: str = ""
    labels: tuple[Label, ...] = ()
    refusal: Refusal | None = None
    fix: tuple[Edit, ...] = ()
