"""What can go wrong on the way to a secret in Vault."""

from credprovider.visible import visible


class VaultFailure(Exception):  # noqa: N818 - it is a failure of Vault's, told to a person; not a fault of this program
    """Vault, or the way to it, did not give the secret.

    message: one sentence that says what and where. causes: more of it and what to do, outermost first. Both safe to
    print, and free of secrets: a server's own words pass through only where they cannot echo what was sent.
    """

    def __init__(self, message: str, *causes: str) -> None:
        super().__init__(message)
        self.message = message
        self.causes = causes


class NoSuchSecret(VaultFailure):
    """Vault says that nothing is stored at that path, and nothing was revoked there: a login or another provider may
    help.
    """


def words(error: OSError) -> str:
    """Return what the system or OpenSSL says in an error, safe to print."""
    reason = getattr(error, "reason", None)  # OpenSSL's, such as UNEXPECTED_EOF_WHILE_READING
    return visible(str(reason).lower().replace("_", " ")) if reason else visible(error.strerror or str(error))


class RemovedToken(VaultFailure):
    """The secret is there, but its newest version was deleted, or has no such field: nobody's token, or a revoked one.
    Where people own their tokens it is what a logout leaves.
    """


def no_such_namespace(where: str) -> VaultFailure:
    """Return the failure that `namespace not found` means. where: `Vault at https://...`."""
    return VaultFailure(f"{where} does not have that namespace", "see `namespace` under [vault], or VAULT_NAMESPACE")
