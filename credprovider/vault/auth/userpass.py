"""A user name and a password that Vault itself knows."""

from credprovider.vault.auth.password import PasswordMethod


class UserpassMethod(PasswordMethod):
    """The auth method `userpass`."""
