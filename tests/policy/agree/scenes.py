"""Whole scenes at random: a workspace or a single package, its files, the config around it, and a command."""

from hypothesis import strategies as st

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


@st.composite
def scenes(draw: st.DrawFn, compiling: int = 40) -> Scene:
    """Return a scene. compiling: one command of so many compiles something."""
    files = _manifests(draw)
    for path in sorted(files):
        files.update(_sources(draw, path.removesuffix("Cargo.toml")))
    if seldom(draw, 20):
        files["Cargo.lock"] = pick(draw, LOCK_FILES)
    home, environment = _configs(draw, files), configs.variables(draw)
    folder = pick(draw, ("", *(path for path in PACKAGES[1:] if f"{path}/Cargo.toml" in files)))
    if seldom(draw, 50):
        folder = pick(draw, ("src", "a/src", "empty"))
    arguments = configs.arguments(draw)
    return Scene(files, home, environment, folder, (*command(draw, compiling), *arguments))


def _manifests(draw: st.DrawFn) -> dict[str, str]:
    has_members = not seldom(draw, 2)
    data: Drawn = {}
    if has_members or seldom(draw, 8):
        data["workspace"] = workspace(draw)
    if not has_members or seldom(draw, 2):
        data = {**package(draw, PACKAGES[0], ""), **data}
    manifests = {"Cargo.toml": {**data, **root_tables(draw)}}
    if has_members or seldom(draw, 4):
        for name in PACKAGES[1:]:
            if not seldom(draw, 12):
                member = package(draw, name, "../")
                if seldom(draw, 40):
                    member.update(pick(draw, ({"workspace": {}}, {"profile": {}}, {"patch": {"crates-io": {}}})))
                manifests[f"{name}/Cargo.toml"] = member
    texts = {path: toml_text(data) for path, data in manifests.items()}
    if seldom(draw, 80):
        texts[pick(draw, sorted(texts))] = pick(draw, BROKEN)
    return texts


def _sources(draw: st.DrawFn, folder: str) -> dict[str, str]:
    """Return the files of a package; without any it gets a library from whoever lays it out."""
    found = {name: "fn main() {}\n" for name, one_in in SOURCES.items() if seldom(draw, one_in)}
    if not seldom(draw, 20):
        found["src/lib.rs"] = ""
    elif not found:
        found["src/none.txt"] = ""
    return {f"{folder}{name}": text for name, text in found.items()}


def _configs(draw: st.DrawFn, files: dict[str, str]) -> dict[str, str]:
    """Add the config files that belong to the tree, and return those of CARGO_HOME."""
    if not seldom(draw, 3):
        files[".cargo/config.toml"] = configs.config_text(draw)
    for path in ("../.cargo/config.toml", "a/.cargo/config.toml", ".cargo/config", ".cargo/more.toml"):
        if seldom(draw, 15):
            files[path] = configs.config_text(draw)
    home = {}
    if seldom(draw, 4):
        home["config.toml"] = configs.config_text(draw)
    if seldom(draw, 10):
        home["credentials.toml"] = pick(draw, CREDENTIALS)
    return home


CREDENTIALS = (
    '[registry]\ntoken = "t"\n',
    '[registries.company]\ntoken = "t"\n',
    "[registries.company]\ntoken = 1\n",
    "x",
    "",
)
