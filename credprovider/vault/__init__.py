"""A small Vault client for the hot path."""
