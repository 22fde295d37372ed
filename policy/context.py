"""What the rules look at: one workspace, the config seen from it, and what cargo would refuse there."""

import os
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from policy.cargo.manifest import Manifest
from policy.cargo.names import CRATES_IO
from policy.cargo.place import Place
from policy.cargo.refusal import CargoError, Refusal
from policy.cargo.sources import SourceMap
from policy.cargo.workspace import Workspace
from policy.repository.repository import Repository
from policy.settings import Settings

if TYPE_CHECKING:
    from policy.audience import Audience


class Context:
    """One workspace under one config.

    workspace: None for a command that needs no manifest.
    sources: with the config that they come from.
    settings: the policy file's.
    isolated: whether the config is known only as far as the repository holds it.
    repository: with the other files that are to be looked at; one without any where they are not, as for a prediction.
    manifests: the manifests to look at, a virtual root among them; not those that were passed over.
    """

    def __init__(
        self,
        workspace: Workspace | None,
        sources: SourceMap,
        settings: Settings,
        refusals: Iterable[Refusal],
        isolated: bool = False,
        repository: Repository | None = None,
    ) -> None:
        self.workspace = workspace
        self.sources = sources
        self.config = sources.config
        self.settings = settings
        self.isolated = isolated
        self.repository = repository or Repository("")
        self.manifests: list[Manifest] = []
        if workspace is not None:
            self.manifests = [one for one in workspace.members if one.path not in workspace.passed]
        self._refused: dict[str, dict[tuple[Place, str], Refusal]] = {}
        self._by_file: dict[str, dict[str, Refusal]] = {}
        in_order = sorted(refusals, key=lambda one: (one.phase, one.step))
        for number, refusal in enumerate(in_order):
            same = self._refused.setdefault(refusal.cause, {})
            # with its number, what cargo meets first stays first among the findings of all rules
            numbered = refusal._replace(step=(number,))
            same.setdefault((refusal.place, refusal.subject or refusal.chain[-1]), numbered)

    @property
    def packages(self) -> list[Manifest]:
        """The packages to look at; what one means for another must be asked of all, which are `workspace.packages`."""
        return [one for one in self.manifests if one.is_package]

    @cached_property
    def of_all(self) -> "Context":
        """The same with all manifests of the workspace to look at."""
        if self.workspace is None or not self.workspace.passed:
            return self
        context = object.__new__(Context)
        context.__dict__.update(self.__dict__, manifests=self.workspace.members, cargo_folders=self.cargo_folders)
        for asked_before in ("public_packages", "_manifest_texts"):
            context.__dict__.pop(asked_before, None)
        return context

    @property
    def refusals(self) -> Iterator[Refusal]:
        """Everything that cargo would refuse, each mistake once for each place and name."""
        return (refusal for same in self._refused.values() for refusal in same.values())

    @property
    def top(self) -> str:
        """The folder of the workspace's root, or of the only manifest; the current folder where there is none."""
        return (self.workspace.root or self.workspace.current).folder if self.workspace else self.config.folder

    @cached_property
    def cargo_folders(self) -> list[str]:
        """The folders called `.cargo` in the workspace, from its members up to its top, without CARGO_HOME."""
        if self.workspace is None:
            return []
        top = self.top
        folders: dict[str, None] = {top: None}
        for manifest in self.workspace.members:
            folder = manifest.folder
            while folder not in folders:
                folders[folder] = None
                if not folder.startswith(top + os.sep):
                    break  # a member outside of the top folder
                folder = os.path.dirname(folder)
        found = [path for folder in folders if os.path.isdir(path := folder + os.sep + ".cargo")]
        home = os.path.realpath(self.config.cargo_home) if self.config.cargo_home else ""
        return [path for path in found if os.path.realpath(path) != home]

    @cached_property
    def has_stray_files(self) -> bool:
        """Whether a file in these folders has a name that cargo knows, and is not one of the config files."""
        names = ("config", "config.toml", "credentials", "credentials.toml")
        paths = (os.path.join(folder, name) for folder in self.cargo_folders for name in names)
        return any(path not in self.config.files.files and os.path.exists(path) for path in paths)

    @cached_property
    def public_packages(self) -> list[Manifest]:
        """The packages that may go to crates.io."""
        return [package for package in self.packages if CRATES_IO in self.target_names(package)]

    @cached_property
    def audience(self) -> "Audience":
        """Whom the packages are made for."""
        from policy.audience import Audience  # most packages say where they may go

        return Audience(self.workspace)

    @property
    def showcased_packages(self) -> list[Manifest]:
        """Those of them that are made to be found there: they have keywords or categories."""
        return [one for one in self.public_packages if not {"keywords", "categories"}.isdisjoint(one.package or ())]

    def refused(self, cause: str) -> Collection[Refusal]:
        """Return what cargo would refuse because of one mistake, once for each place and name."""
        return self._refused.get(cause, {}).values()

    @property
    def credentials_files(self) -> list[str]:
        """The files in CARGO_HOME in which cargo keeps tokens, by their new and their old name."""
        home = self.config.cargo_home
        paths = [os.path.join(home, name) for name in ("credentials.toml", "credentials")]
        return [path for path in paths if home and os.path.exists(path)]

    def mentions(self, marks: Collection[str], in_manifests: bool = False) -> bool:
        """Return whether one of `marks` may stand in the config; in_manifests: in the manifests to look at instead.

        A variable's name is taken for the key that it stands for: in lower case, and with `-`. A text with a backslash
        may hold anything, since a key can be written with one.
        """
        texts = self._manifest_texts if in_manifests else self._config_texts
        return any(mark in text for text in texts for mark in (*marks, "\\"))

    @property
    def may_hold_tokens(self) -> bool:
        """Whether a file may hold a token of crates.io: they begin with `cio`; older ones stand in `[registry]`."""
        if any("registry" in file.data for file in self.config.files.files.values()):
            return True
        if self.mentions(("cio",)) or self.mentions(("cio",), in_manifests=True):
            return True
        return any("cio" in file.text for file in self.repository.files)

    @cached_property
    def _config_texts(self) -> list[str]:
        # the name of a provider is no token
        texts = [file.text.replace("cargo:token", "") for file in self.config.files.files.values()]
        for name, value in self.config.environment.items():
            if name.startswith("CARGO_"):
                texts += (name.lower().replace("_", "-"), value)
        return texts

    @cached_property
    def _manifest_texts(self) -> list[str]:
        roots = [self.workspace.root] if self.workspace and self.workspace.root else []
        return [manifest.file.text for manifest in (*roots, *self.manifests)]

    def refused_in(self, cause: str, path: str) -> Refusal | None:
        """Return the first refusal because of one mistake in the file at `path`; None where there is none."""
        if cause not in self._by_file:
            self._by_file[cause] = {refusal.place.path: refusal for refusal in reversed([*self.refused(cause)])}
        return self._by_file[cause].get(path)

    def target_names(self, package: Manifest) -> list[str]:
        """Return the registries that a publish of `package` without flags may go to; none where it may go nowhere."""
        allowed = package.publish
        if allowed is not None:
            return allowed
        return self._default_names

    @cached_property
    def _default_names(self) -> list[str]:
        try:
            default = self.config.default_registry()
        except CargoError:
            default = None
        return [str(default.data)] if default else [CRATES_IO]
