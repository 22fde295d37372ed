"""Ways to log in to Vault, one file each; `AUTH_METHODS` is the list of them all."""

from credprovider.vault.auth.interface import AuthMethod
from credprovider.vault.client import Client

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Mapping

AUTH_METHODS = {
    "token": ("credprovider.vault.auth.token", "TokenMethod"),
    "approle": ("credprovider.vault.auth.approle", "AppRoleMethod"),
    "jwt": ("credprovider.vault.auth.jwt", "JwtMethod"),
    "kubernetes": ("credprovider.vault.auth.kubernetes", "KubernetesMethod"),
    "cert": ("credprovider.vault.auth.cert", "CertMethod"),
    "aws": ("credprovider.vault.auth.aws", "AwsMethod"),
    "gcp": ("credprovider.vault.auth.gcp", "GcpMethod"),
    "azure": ("credprovider.vault.auth.azure", "AzureMethod"),
    "userpass": ("credprovider.vault.auth.userpass", "UserpassMethod"),
    "ldap": ("credprovider.vault.auth.ldap", "LdapMethod"),
    "oidc": ("credprovider.vault.auth.oidc", "OidcMethod"),
}


def method_class(name: str) -> type[AuthMethod]:
    """Return the class of the method `name`, imported only now."""
    module, class_name = AUTH_METHODS[name]
    found: type[AuthMethod] = getattr(__import__(module, fromlist=(class_name,)), class_name)
    return found


def open_method(table: "Mapping[str, object]", client: Client) -> AuthMethod:
    """Return the method that `table`, the checked `auth` of `[vault]`, names; `token` when it names none. No I/O yet.

    client: for the Vault that it logs in to, without a token.
    """
    return method_class(str(table.get("method", "token")))(table, client)
