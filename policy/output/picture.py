"""One finding, as cargo and rustc draw theirs."""

from collections.abc import Iterator

from policy.conceal import concealed
from policy.document import Document, Documents, Location
from policy.escape import escaped
from policy.finding import Finding
from policy.output.excerpt import Mark, excerpt
from policy.output.located import Located
from policy.output.paint import Paint
from policy.output.report import path_from


def picture(located: Located, folder: str, documents: Documents, paint: Paint) -> Iterator[str]:
    """Yield the lines that show one finding: what, where with its line and those of its labels, help and notes."""
    finding = located.finding
    marks = _marks(located, documents)
    gutter = max(len(str(mark.location.line)) for of_one in marks.values() for mark in of_one)
    title = f"{finding.severity}[{finding.rule}]"
    yield paint(title, finding.severity) + paint(f": {_clean(finding.message)}", "strong")
    arrow = "-->"
    for path, of_one in marks.items():
        document = documents[path]
        yield f"{paint(f'{arrow:>{gutter + 3}}', 'frame')} {_named(document, of_one[0].location, folder)}"
        yield from excerpt(document, of_one, gutter, paint)
        arrow = ":::"
    bar, sign = paint(f"{'':{gutter}} |", "frame"), paint(f"{'':{gutter}} =", "frame")
    notes = list(_notes(finding))
    if notes:
        yield bar
    for kind, note in notes:
        yield f"{sign} {paint(kind, 'strong')}: {_clean(note)}"


def _marks(located: Located, documents: Documents) -> dict[str, list[Mark]]:
    """Return what is to be marked in each file, the finding itself first."""
    finding, location = located
    marks = {finding.place.path: [Mark(location, "^", finding.severity, "")]}
    for place, text in finding.labels:
        label = Mark(documents[place.path].locate(place), "-", "frame", text)
        marks.setdefault(place.path, []).append(label)
    return marks


def _named(document: Document, location: Location, folder: str) -> str:
    if document.is_file:
        return escaped(f"{path_from(folder, document)}:{location.line}:{location.column}")
    return f"environment variable {escaped(document.path)}" if document.path else "command line"


def _notes(finding: Finding) -> Iterator[tuple[str, str]]:
    if finding.help:
        yield "help", finding.help
    if finding.refusal:
        cause = finding.refusal.chain[-1].split("\n", 1)[0]
        if not finding.message.startswith(cause):
            yield "note", f"{finding.refusal.by} will refuse: {cause}"


def _clean(text: str) -> str:
    return escaped(concealed(text))
