"""Which versions meet which requirements, held against real cargo, which uses the crate `semver`."""

import pytest

from policy.cargo.requirement import meets, shown
from tests.policy.tree import Tree

# fmt: off
PAIRS = [
    ("0.0.3", ["0", "0.0", "0.0.3", "0.0.2", "^0.0.4", "~0.0.2", "0.0.*", "<0.0.3", ">=0.0.3", ">0.0"]),
    ("0.2.5", ["0", "0.2", "0.2.6", "0.2.4", "0.1.9", "~0", "~0.2.6", "=0.2", "=0", "0.*", "<=0.2", "<0.2", ">0.2"]),
    ("1.4.0", ["1", "1.4.1", "1.3.9", "2", "0", "*", "x", "1.3.*", "~1.3.9", "^1.3.9", ">1", ">1.3", ">=1.4, <1.5"]),
    ("1.2.0-beta.2", ["*", "1", "1.2.0", "1.2.0-beta.1", "1.2.0-beta.3", "1.2.0-beta.11", "=1.2.0-beta.2", "~1.2.0-a"]),
    ("1.2.0-2", ["1.2.0-1", "1.2.0-a", ">1.2.0-2.0, <2", ">=1.2.0-2, <1.2.0", "<1.2.0-10", "1.1.0-1", "<=1.2.0-1"]),
    ("1.0.0+local", ["1.0.0+other", "=1.0.0", " >= 1 , <2 ", "> 0.9,<= 1.0.0"]),
]
# fmt: on


@pytest.mark.parametrize(("version", "requirement"), [(version, one) for version, more in PAIRS for one in more])
def test_cargo_takes_the_same_versions(version: str, requirement: str, cargo_tree: Tree) -> None:
    package = '[package]\nname = "app"\n[workspace]\n'
    dependency = f'[dependencies]\nutils = {{ path = "utils", version = "{requirement}" }}\n'
    cargo_tree.write({"Cargo.toml": package + dependency})
    cargo_tree.write({"utils/Cargo.toml": f'[package]\nname = "utils"\nversion = "{version}"\n'})
    cargo_tree.for_cargo()

    run = cargo_tree.cargo("metadata", "--format-version", "1")

    assert (run.status == 0) == meets(version, requirement), run.stderr
    assert run.status == 0 or f'the requirement `utils = "{shown(requirement)}"`' in run.stderr
