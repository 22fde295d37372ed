"""The variables of cargo's that a file sets."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from policy.cargo.place import Place
from policy.repository.files import DOCKER, JENKINS, MAKE, YAML, RepositoryFile
from policy.repository.lines import sections


class Assignment(NamedTuple):
    """A variable and what it is set to.

    file: where it stands; place: the exact place of the name.
    name: begins with `CARGO_`.
    value: as far as one line shows it, without quotes; "" where only the name stands there.
    keyword: `ENV` or `ARG` of a Dockerfile; else "".
    """

    file: RepositoryFile
    place: Place
    name: str
    value: str
    keyword: str = ""


_NAME = r"(?P<name>CARGO_[A-Za-z0-9_.-]{0,200}[A-Za-z0-9_])"


def _form(before: str, between: str, plain: str, after: str = "", flags: int = 0) -> re.Pattern[str]:
    """Return the pattern of an assignment.

    plain: what a value without quotes looks like.
    """
    value = rf'(?:"(?P<double>(?:\\.|[^"\\])*+)"?|\'(?P<single>[^\']*+)\'?|(?P<plain>{plain}))'
    return re.compile(f"{before}{_NAME}{between.replace('VALUE', value)}{after}", flags)


_SHELL = _form(r"(?<![\w$-])", "=VALUE", r"""(?:\$\{\{[^\n]{0,200}?\}\}|\$\([^()\n]{0,200}\)|[^\s"',;&|()])*+""")
"""`NAME=value`, in a shell, a `.env`, a list of Compose, behind `docker run -e`, ENV or ARG."""

_MAP = _form(
    r"""(?:^|[{,])\s*(?:-\s+)*["']?""",
    r"""["']?\s*:(?:\s+VALUE)?""",
    r"(?:\$\{\{[^\n]{0,200}?\}\}|[^#{},\s]|[^\S\n]+(?=[^#{},\s]))+",
    r"\s*(?:$|[#},])",
)
"""`NAME: value`, in YAML."""

_SPACED = _form(r"^\s*(?:export\s+|\$env:)?", r"\s*(?::{1,3}|\?|\+)?=\s*VALUE", r"[^#\s]*(?:[^\S\n]+[^#\s]+)*")
"""`NAME := value`, in a Makefile, a justfile, a Jenkinsfile."""

_DOCKER = _form(r"^\s*(?P<keyword>ENV|ARG)\s+(?:[^\s=]+=\S*\s+)*", r"(?:(?:=|\s+)VALUE)?", r"\S*", flags=re.IGNORECASE)
"""`ENV NAME=value`, `ENV NAME value`, `ARG NAME`."""

_FORMS = {YAML: (_MAP, _SHELL), DOCKER: (_DOCKER, _SHELL), MAKE: (_SPACED, _SHELL), JENKINS: (_SPACED, _SHELL)}


def assignments(file: RepositoryFile) -> Iterator[Assignment]:
    """Yield every variable of cargo's that `file` sets, in its order; a line that is a comment sets none."""
    for section in sections(file):
        forms = _FORMS.get(section.kind, (_SHELL,))
        for line in section.lines:
            if "CARGO_" not in line.text or line.text.lstrip().startswith(("#", "//")):
                continue
            seen = set()
            for form in forms:
                for match in form.finditer(line.text):
                    start = match.start("name")
                    if start in seen:
                        continue
                    seen.add(start)
                    value = next((match[group] for group in ("double", "single", "plain") if match[group]), "")
                    keyword = (match.groupdict().get("keyword") or "").upper()
                    place = Place(file.path, line=line.number, column=line.column + start)
                    yield Assignment(file, place, match["name"], value.strip(), keyword)
