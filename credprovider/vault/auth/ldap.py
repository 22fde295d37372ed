"""A user name and a password that Vault asks an LDAP directory about."""

from credprovider.vault.auth.password import PasswordMethod


class LdapMethod(PasswordMethod):
    """The auth method `ldap`."""
