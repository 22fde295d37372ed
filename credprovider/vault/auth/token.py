"""A Vault token that is there already: from the settings, the environment or the file of Vault's own `login`.

Source: OpenBao api/client.go and command/token, v2.6.2.
"""

import os

from credprovider.token import Secret
from credprovider.vault.auth.interface import AuthMethod, LoginRequest
from credprovider.vault.auth.source import secret_text
from credprovider.vault.environment import variable
from credprovider.vault.failures import VaultFailure


class TokenMethod(AuthMethod):
    """The token in `token-file` of `[vault]`, else in VAULT_TOKEN, else from the token helper, if Vault's own command
    lines have one, else in `~/.vault-token`. An agent needs none.
    """

    keeps = False

    def ready_token(self) -> Secret | None:
        """Return the token, None for an agent that adds its own. Raises VaultFailure when there is none."""
        token = self._token(self.client.config.token_file)
        if token is None and not self.client.config.agent:
            advice = "log in with `vault login`, set VAULT_TOKEN, or set token-file or auth under [vault]"
            raise VaultFailure("there is no Vault token", advice)
        return token

    def login_request(self) -> LoginRequest:
        """There is none: VaultFailure."""
        raise VaultFailure(f"{self.name} has no login; its token is made elsewhere", "log in with `vault login`")

    def _token(self, path: str) -> Secret | None:
        what = "the Vault token"
        name, value = variable("TOKEN")
        if path or value:
            return secret_text(what, path, name)
        helper = _helper()
        if helper is not None:
            from credprovider.vault.token_helper import helped_token

            return helped_token(helper, self.client.config.address, self.client.left())
        path = variable("TOKEN_PATH")[1]
        home = os.environ.get("HOME", "")
        if not path and home:
            path = os.path.join(home, ".vault-token")
            if not os.path.exists(path):
                return None
        return secret_text(what, path, "") if path else None


def _helper() -> str | None:
    """Return the token helper's path. The module that reads files of HCL is imported only where there is one."""
    home = os.environ.get("HOME", "")
    if not variable("CONFIG_PATH")[1] and not any(os.path.isfile(f"{home}/{name}") for name in (".bao", ".vault")):
        return None
    from credprovider.vault.cli_config import configured_helper

    return configured_helper()
