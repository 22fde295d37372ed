"""One scene: a tree of files with a CARGO_HOME, and a command that is started in it."""

import shlex
import shutil
from typing import NamedTuple

from tests.policy.tree import TOP, Tree


class Scene(NamedTuple):
    """What is laid out, and what is asked.

    files: by their paths from the top; `../` leads out of it. home: the files of CARGO_HOME.
    environment: further variables. folder: where the command is started, from the top.
    arguments: those after `cargo`.
    """

    files: dict[str, str]
    home: dict[str, str]
    environment: dict[str, str]
    folder: str
    arguments: tuple[str, ...]

    def lay_out(self, tree: Tree) -> Tree:
        """Write everything below the root of `tree`, in the place of what was there; return the tree of the command."""
        clear(tree)
        top = tree.home.root / TOP
        fresh = Tree(tree.home, top, {**tree.environment, **self.environment}, tree.stands_for)
        fresh.write(self.files)
        fresh.write_home(self.home)
        fresh.for_cargo()
        fresh.folder = top / self.folder
        fresh.folder.mkdir(parents=True, exist_ok=True)
        return fresh

    def as_case(self) -> str:
        """Return the text of a case file; the result of the command is left to who reads it."""
        sections = {**self.files, **{f"home/{name}": text for name, text in self.home.items()}}
        if self.environment:
            sections["env"] = "".join(f"{name}={value}\n" for name, value in self.environment.items())
        if self.folder:
            sections["folder"] = f"{self.folder}\n"
        parts = [f"-- {name} --\n{text}" for name, text in sections.items()]
        return "".join(parts) + f"-- cargo {shlex.join(self.arguments)} --\n"


def clear(tree: Tree) -> None:
    """Take away the tree and all of CARGO_HOME, also what cargo keeps of registries: it does not ask again then."""
    root = tree.home.root
    for folder in (root / TOP, root / ".cargo", tree.home.path):
        shutil.rmtree(folder, ignore_errors=True)
    (root / TOP).mkdir()
    tree.home.path.mkdir()
