"""A provider whose logins to a Vault are counted."""

import errno
from dataclasses import dataclass
from typing import Any

from tests.credprovider.provider import CANARY, INDEX, Provider, request
from tests.servers.seccomp import KEYCTL, refusing
from tests.servers.vault_server import VaultServer

SECRET = "kv/logins/registry"
READ = "kv/data/logins/registry"
POLICY = "logins-read"


@dataclass
class Logins:
    """A provider and its Vault, which has the registry's token at SECRET and lets POLICY read it.

    Logins are kept in the runtime folder of this test, never in the kernel's keyring.
    """

    provider: Provider
    server: VaultServer
    method: str

    def __post_init__(self) -> None:
        self.provider.through = refusing(KEYCTL, errno.EPERM)
        folder = self.provider.root / "runtime"
        folder.mkdir(mode=0o700)
        self.provider.extra["XDG_RUNTIME_DIR"] = str(folder)
        self.server.write_secret(SECRET, {"token": CANARY})
        self.server.policy(POLICY, {READ: ["read"]})

    def settings(self, auth: str, more: str = "") -> None:
        """Write settings that log in with the table `auth`, besides its method. more: keys of the route."""
        self.provider.settings(
            f'[vault]\naddress = "{self.server.address}"\nca-file = "{self.server.ca_file}"\n'
            f'auth = {{ method = "{self.method}"{auth} }}\n'
            f'[registries."{INDEX}"]\nstore = "vault"\nsecret = "{SECRET}"\n{more}'
        )

    def get(self) -> Any:
        """Return the provider's answer to a request for the token that reads."""
        return self.provider.one(request())

    def error(self) -> str:
        """Return message and causes of the refusal, as lines; none of them shows a secret."""
        said = self.provider.error(request())
        assert CANARY not in said
        return said

    def logins(self) -> int:
        """Return how many logins the server has seen."""
        return sum(each.path == f"auth/{self.method}/login" for each in self.server.audited())

    def requests(self) -> list[str]:
        """Return the paths of the requests so far that log in or read the token."""
        return [each.path for each in self.server.audited() if each.path in (f"auth/{self.method}/login", READ)]
