"""For people: cargo's own picture, which they read without learning.

error[undefined-registry]: registry `compnay` is not defined
 --> Cargo.toml:7:48
  |
7 | internal-utils = { version = "1.2", registry = "compnay" }
  |                                                ^^^^^^^^^
  |
  = help: did you mean `company`?
  = note: cargo will refuse: registry index was not found in any configuration: `compnay`

1 error in 1 of 2 files
"""

from collections.abc import Iterator

from policy.document import Documents
from policy.output.report import Report, counts, files_with_findings

_ONE = {"error": "error", "warning": "warning", "advice": "piece of advice"}
_SEVERAL = {"error": "errors", "warning": "warnings", "advice": "pieces of advice"}


def render(report: Report, documents: Documents, colour: bool) -> str:
    """Return one picture for each finding, and a line that sums up."""
    return "".join(_pictures(report, documents, colour)) + _summary(report) + "\n"


def _pictures(report: Report, documents: Documents, colour: bool) -> Iterator[str]:
    if not report.findings:
        return  # a hook that finds nothing, which is most of them, does not wait for the drawing to be imported
    from policy.output.located import in_order
    from policy.output.paint import painter
    from policy.output.picture import picture

    paint = painter(colour)
    for located in in_order(report, documents):
        yield "\n".join(picture(located, report.folder, documents, paint)) + "\n\n"


def _summary(report: Report) -> str:
    files = f"{report.files:,} {'file' if report.files == 1 else 'files'}"
    found = [
        f"{count:,} {(_ONE if count == 1 else _SEVERAL)[severity]}"
        for severity, count in counts(report).items()
        if count
    ]
    if not found:
        return f"no findings in {files}"
    affected = files_with_findings(report)
    return f"{', '.join(found)} in {affected:,} of {files}" if affected else f"{', '.join(found)}; {files} read"
