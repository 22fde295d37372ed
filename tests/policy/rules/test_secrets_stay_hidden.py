"""No output shows a secret that stands in a case, whatever is found there."""

import re
from pathlib import Path

import pytest

from policy.document import Documents
from policy.output import FORMATS, rendered
from policy.output.report import Report
from tests.policy.case import all_cases, read_case
from tests.policy.test_rules import lay_out, name_of
from tests.policy.tree import Tree

SECRETS = re.compile(
    r"s3cr3t[\w-]*|cio(?:_tp_)?AbcDef\w{26}|hunter2|Kx9z2Lm8Qw1PvRst|0f3a9c7e1b5d2a4f|ghp_16C7\w+|k3\.secret\.\w+"
    r"|(?<=\")AbcDefGhiJklMnoPqrStuVwxYz012345(?=\")"
)
PATHS = [path for path in all_cases() if SECRETS.search(path.read_text())]


@pytest.mark.parametrize("path", PATHS, ids=name_of)
def test_no_secret_is_shown(path: Path, tree: Tree) -> None:
    case = read_case(path)
    lay_out(tree, case)
    secrets = set(SECRETS.findall(path.read_text()))
    findings = tuple(tree.check())

    for name in FORMATS:
        said = rendered(name, Report(findings, 1, str(tree.folder)), Documents(), False)

        assert not [secret for secret in secrets if secret in said], name
