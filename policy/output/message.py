"""What cargo would print, without the secrets in it: it shows lines of files and arguments as they are."""

from collections.abc import Mapping

from policy.conceal import concealed
from policy.document import Documents
from policy.finding import Finding


def concealed_message(message: str, shown: Mapping[str, str]) -> str:
    """Return `message` without its secrets; shown: as `redrawn` has it."""
    return "\n".join(concealed(line) for line in redrawn(message, shown).split("\n"))


def redrawn(message: str, shown: Mapping[str, str]) -> str:
    """Return `message` with other lines in the place of those that cargo shows, which are the keys of `shown`."""
    lines = []
    for line in message.split("\n"):
        number, bar, drawn = line.partition(" | ")
        lines.append(f"{number}{bar}{shown[drawn]}" if drawn in shown and number.strip().isdecimal() else line)
    return "\n".join(lines)


def line_shown(finding: Finding, documents: Documents) -> dict[str, str]:
    """Return the line of a file that cargo shows for a refusal, as it is and as it is to be shown."""
    place = finding.refusal.place if finding.refusal else finding.place
    if not place.line:
        return {}
    document = documents[place.path]
    return {document.line(place.line): document.shown_line(place.line)}
