"""A company's registry and a developer's cargo that knows it: the scene of the end-to-end tests."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.cargo_home import CargoHome, Run
from tests.e2e.packages import library, program
from tests.servers.registry import Registry

NO_TOKEN = "no token found for `company`"


@dataclass
class Company:
    """cargo: real cargo whose config names the registry `company`. registry: the registry itself."""

    cargo: CargoHome
    registry: Registry

    def providers(self, *lines: str) -> None:
        """Write cargo's config: the registry, and these lines in its table."""
        self.cargo.config(self.registry.config("company") + "".join(f"{line}\n" for line in lines))

    def settings(self, table: str, *, more: str = "") -> None:
        """Write the provider's settings: this table for the company's registry, and whatever else."""
        self.cargo.provider_settings(f'{more}\n[registries."{self.registry.index_url}"]\n{table}\n')

    def log_in(self, token: str) -> Run:
        """Run `cargo login` with the token on standard input."""
        return self.cargo.run("login", "--registry", "company", text=f"{token}\n")

    def log_out(self) -> Run:
        """Run `cargo logout`."""
        return self.cargo.run("logout", "--registry", "company")

    def library(self) -> Path:
        """Write the library `acme-lib`, to be published to the company's registry alone."""
        return library(self.cargo.root, "acme-lib", package='publish = ["company"]\n')

    def program(self, name: str = "app") -> Path:
        """Write a program that needs `acme-lib` from the company's registry."""
        return program(self.cargo.root, name, uses="acme-lib", registry="company")

    def tokens_during(self, action: Callable[[], Run]) -> tuple[Run, set[str]]:
        """Run one command; return it and every Authorization value that the registry saw meanwhile, but for none."""
        before = len(self.registry.requests())
        run = action()
        return run, {seen.authorization for seen in self.registry.requests()[before:]} - {""}
