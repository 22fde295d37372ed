"""A token in any file of a repository is found, and never shown."""

import pytest

from policy.document import Documents
from policy.output import FORMATS, rendered
from policy.output.report import Report
from tests.canary import CANARY
from tests.policy.tree import Tree

CRATES_IO = "cioAbcDefGhiJklMnoPqrStuVwxYz012345"


@pytest.mark.parametrize("token", [CANARY, f"Bearer {CANARY}", f"{CANARY}$x", CRATES_IO, f"a#{CANARY}"])
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.sh", 'cargo publish --token "@@"'),
        ("a.sh", "cargo publish --token='@@' -p a"),
        ("a.sh", "cargo publish '--token=@@' -p a"),
        ("a.sh", 'cargo publish "--token=@@" -p a'),
        ("a.sh", "cargo publish \\\n  --token \\\n  '@@'"),
        ("a.sh", 'cargo login "@@"'),
        ("a.sh", "cargo login \\\n  --registry company \\\n  '@@'"),
        ("a.sh", "cargo +nightly login --registry=company -v '@@' && true"),
        ("a.sh", "echo '@@' | cargo login"),
        ("a.sh", "printf '%s\\n' '@@' | cargo login --registry company"),
        ("a.sh", "export CARGO_REGISTRY_TOKEN='@@'"),
        ("a.sh", "CARGO_REGISTRY_TOKEN='@@' GITHUB_TOKEN='@@' cargo publish --token $CARGO_REGISTRY_TOKEN"),
        ("a.sh", 'docker run -e CARGO_REGISTRIES_COMPANY_TOKEN="@@" -e X_PASSWORD="@@" image'),
        ("a.sh", 'docker build --build-arg "CARGO_REGISTRIES_COMPANY_SECRET_KEY=@@" .'),
        ("Dockerfile", "ENV CARGO_REGISTRY_TOKEN '@@'"),
        ("Dockerfile", 'ARG CARGO_REGISTRY_TOKEN="@@"'),
        ("Dockerfile", "ENV A=1 CARGO_REGISTRY_TOKEN='@@' B=2"),
        ("Makefile", "CARGO_REGISTRY_TOKEN := @@"),
        ("Makefile", 'a:\n\t@cargo login "@@"'),
        (".gitlab-ci.yml", "variables:\n  CARGO_REGISTRY_TOKEN: '@@'"),
        (".gitlab-ci.yml", 'variables: { "CARGO_REGISTRY_TOKEN": "@@" }'),
        (".gitlab-ci.yml", "script:\n  - cargo yank --token '@@' --version 1.0.0 app"),
        ("compose.yml", 'environment:\n  - "CARGO_REGISTRY_TOKEN=@@"'),
        ("Jenkinsfile", "environment { \n CARGO_REGISTRY_TOKEN = '@@'\n}"),
        ("README.md", "```\ncargo publish --registry company --token '@@'\n```"),
        (".env", "CARGO_REGISTRY_TOKEN='@@'"),
        (".cargo/credentials.toml", "[registry]\ntoken = '@@'"),
    ],
)
def test_a_token_is_not_shown(name: str, text: str, token: str, tree: Tree) -> None:
    manifest = '[package]\nname = "app"\nversion = "0.1.0"\npublish = ["company"]\n'
    tree.write({"Cargo.toml": manifest, "src/lib.rs": "", name: text.replace("@@", token)})
    tree.track(".")

    report = Report(tuple(tree.check()), 1, str(tree.folder))

    if "$" not in token:  # then it looks like a variable
        assert any(finding.place.path == tree.path(name) for finding in report.findings)
    for name in FORMATS:
        shown = rendered(name, report, Documents(), False)
        assert CANARY not in shown
        assert CRATES_IO not in shown
