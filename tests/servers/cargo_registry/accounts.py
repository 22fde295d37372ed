"""Who may do what at the registry of the tests."""

from credprovider.conformance.registry.accounts import DEFAULT, OWNER, PUBLISHER, READER, Account

__all__ = ["DEFAULT", "OWNER", "PUBLISHER", "READER", "Account"]
