"""Who may do what at the registry of the tests."""

from credprovider.conformance.registry.accounts import RIGHTS, Account
from tests.canary import CANARY

OWNER = Account(f"{CANARY}-owner", "releases", RIGHTS)
PUBLISHER = Account(f"{CANARY}-publisher", "releases", ("read", "publish"))
READER = Account(f"{CANARY}-reader", "security", ("read",))
DEFAULT = (OWNER, PUBLISHER, READER)
