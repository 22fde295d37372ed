"""Where doctor was started, and what cargo's config says there."""

import os
from collections.abc import Iterator, Mapping

from credprovider.private_file import cargo_home
from credprovider.registries import current_folder
from policy.cargo.config import Config
from policy.cargo.config_files import ConfigFiles
from policy.cargo.credentials import with_credentials
from policy.cargo.place import Place
from policy.cargo.refusal import CargoError
from policy.cargo.toml_file import TomlFile


class Surroundings:
    """folder: the current one. cargo_home: cargo's. environment: of this process. config: what cargo sees from there.

    credentials: the same with credentials.toml, as cargo sees it when it needs a token; without it where it cannot be
    read. errors: what cargo would stop with while it reads all that. users: the config as CARGO_HOME alone has it.
    """

    def __init__(self, folder: str, home: str, environment: Mapping[str, str]) -> None:
        self.folder = folder
        self.cargo_home = home
        self.environment = dict(environment)
        self.config = self.credentials = Config(folder, home, environment)
        self.errors = list(self.config.files.errors)
        self.users = ConfigFiles(home, home, top=home)
        users = {os.path.realpath(path) for path in self.users.files}
        self._project = [path for path in self.config.files.files if os.path.realpath(path) not in users]
        try:
            self.credentials = with_credentials(self.config)
        except CargoError as error:
            self.errors.append(error)

    @classmethod
    def here(cls) -> "Surroundings":
        """Return what is around this process. Raises Other where there is no current folder or no home."""
        return cls(current_folder(), cargo_home(), _before_pyenv(os.environ))

    def config_files(self) -> Iterator[TomlFile]:
        """Yield every config file that cargo reads here, the credentials file included; those it can read."""
        yield from (file for file in self.config.files.files.values() if file.problem is None)

    def project_files(self) -> Iterator[TomlFile]:
        """Yield those config files that are not the user's: at or above the current folder, outside CARGO_HOME."""
        yield from (file for file in self.config_files() if file.path in self._project)

    def is_project(self, place: Place) -> bool:
        """Whether a place is in a config file that is not the user's."""
        return place.path in self._project


def _before_pyenv(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment as cargo has it, where pyenv's shim has put its version in front of PATH to start us."""
    versions = os.path.join(environment.get("PYENV_ROOT") or os.sep, "versions", "")
    first, _, rest = environment.get("PATH", "").partition(os.pathsep)
    if environment.get("PYENV_VERSION") and first.startswith(versions):
        return {**environment, "PATH": rest}
    return dict(environment)
