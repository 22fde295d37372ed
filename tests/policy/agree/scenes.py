"""Whole scenes at random: a workspace or a single package, its files, the config around it, and a command."""

from random import Random

from tests.policy.agree import configs
from tests.policy.agree.chance import Drawn, pick, seldom
from tests.policy.agree.commands import command
from tests.policy.agree.manifests import package, root_tables, workspace
from tests.policy.agree.names import PACKAGES
from tests.policy.agree.scene import Scene
from tests.policy.agree.toml_text import toml_text

BROKEN = ("", "x", "[package]\n", "[package", '[package]\nname = "foo"\nname = "b"\n', "a = ", "[[package]]\n", "= 1\n")
LOCK_FILES = (
    "version = 4\n",
    "version = 3\n",
    "version = 9\n",
    "x",
    "package = 1\n",
    'version = 4\n[[package]]\nname = "foo"\nversion = "0.1.0"\n',
    'version = 4\n[[package]]\nname = "foo"\nversion = "x"\n',
    'version = 4\n[[package]]\nname = "serde"\nversion = "1.2.0"\nsource = "x"\n',
    'version = 4\n[[package]]\nname = "foo"\nversion = "0.1.0"\ndependencies = ["serde"]\n',
)
SOURCES = {
    "src/main.rs": 4,
    "src/x.rs": 8,
    "src/bin/b.rs": 12,
    "src/bin/t/main.rs": 25,
    "tests/t.rs": 8,
    "examples/a.rs": 12,
    "benches/b.rs": 20,
    "build.rs": 20,
    "README.md": 4,
    "LICENSE": 4,
    "src/bins/a.rs": 60,
}


def scene_at(random: Random, compiling: int = 40) -> Scene:
    """Return a scene at random. compiling: one command of so many compiles something."""
    files = _manifests(random)
    for path in sorted(files):
        files.update(_sources(random, path.removesuffix("Cargo.toml")))
    if seldom(random, 20):
        files["Cargo.lock"] = pick(random, LOCK_FILES)
    home, environment = _configs(random, files), configs.variables(random)
    folder = pick(random, ("", *(path for path in PACKAGES[1:] if f"{path}/Cargo.toml" in files)))
    if seldom(random, 50):
        folder = pick(random, ("src", "a/src", "empty"))
    arguments = configs.arguments(random)
    return Scene(files, home, environment, folder, (*command(random, compiling), *arguments))


def _manifests(random: Random) -> dict[str, str]:
    has_members = not seldom(random, 2)
    data: Drawn = {}
    if has_members or seldom(random, 8):
        data["workspace"] = workspace(random)
    if not has_members or seldom(random, 2):
        data = {**package(random, PACKAGES[0], "", data.get("workspace", {})), **data}
    manifests = {"Cargo.toml": {**data, **root_tables(random)}}
    if has_members or seldom(random, 4):
        for name in PACKAGES[1:]:
            if not seldom(random, 12):
                member = package(random, name, "../", data.get("workspace", {}))
                if seldom(random, 40):
                    member.update(pick(random, ({"workspace": {}}, {"profile": {}}, {"patch": {"crates-io": {}}})))
                manifests[f"{name}/Cargo.toml"] = member
    texts = {path: toml_text(data) for path, data in manifests.items()}
    if seldom(random, 80):
        texts[pick(random, sorted(texts))] = pick(random, BROKEN)
    return texts


def _sources(random: Random, folder: str) -> dict[str, str]:
    """Return the files of a package; without any it gets a library from whoever lays it out."""
    found = {name: "fn main() {}\n" for name, one_in in SOURCES.items() if seldom(random, one_in)}
    if not seldom(random, 20):
        found["src/lib.rs"] = ""
    elif not found:
        found["src/none.txt"] = ""
    return {f"{folder}{name}": text for name, text in found.items()}


def _configs(random: Random, files: dict[str, str]) -> dict[str, str]:
    """Add the config files that belong to the tree, and return those of CARGO_HOME."""
    if not seldom(random, 3):
        files[".cargo/config.toml"] = configs.config_text(random)
    for path in ("../.cargo/config.toml", "a/.cargo/config.toml", ".cargo/config", ".cargo/more.toml"):
        if seldom(random, 15):
            files[path] = configs.config_text(random)
    home = {}
    if seldom(random, 4):
        home["config.toml"] = configs.config_text(random)
    if seldom(random, 10):
        home["credentials.toml"] = pick(random, CREDENTIALS)
    return home


CREDENTIALS = (
    '[registry]\ntoken = "t"\n',
    '[registries.company]\ntoken = "t"\n',
    "[registries.company]\ntoken = 1\n",
    "x",
    "",
)
