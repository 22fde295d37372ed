"""The credential provider: answers cargo's requests for registry tokens from a keyring, a file or Vault."""
