"""A second factor that a real server demands: passcodes of the time, RFC 6238."""

import hmac
import time
from base64 import b32decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

from tests.servers.vault_server import VaultServer

PERIOD = 30  # seconds for which a passcode is good


@contextmanager
def totp_demanded(server: VaultServer, mount: str) -> Iterator[Callable[[], str]]:
    """Demand a passcode, as `people`, of whoever logs in at `mount` until the block ends, and who must have done so
    before; give what makes the passcode of the moment.
    """
    accessor = server.administer("GET", "sys/auth")["data"][f"{mount}/"]["accessor"]
    known = server.administer("GET", "identity/entity/id?list=true")["data"]["key_info"].items()
    person = next(key for key, entity in known if any(each["mount_accessor"] == accessor for each in entity["aliases"]))
    made = server.administer("POST", "identity/mfa/method/totp", {"issuer": "tests", "period": PERIOD, "skew": 1})
    factor = made["data"]["method_id"]
    whose = {"method_id": factor, "entity_id": person}
    url = server.administer("POST", "identity/mfa/method/totp/admin-generate", whose)["data"]["url"]
    rule = {"mfa_method_ids": [factor], "auth_method_accessors": [accessor]}
    server.administer("POST", "identity/mfa/login-enforcement/people", rule)
    try:
        yield lambda: _passcode(url)
    finally:
        server.administer("DELETE", "identity/mfa/login-enforcement/people")


def _passcode(url: str) -> str:
    """Return the passcode of this moment for the key in an otpauth URL."""
    key = parse_qs(urlsplit(url).query)["secret"][0]
    counter = int(time.time() / PERIOD).to_bytes(8)
    digest = hmac.digest(b32decode(key + "=" * (-len(key) % 8)), counter, "sha1")
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at : at + 4]) & 0x7FFFFFFF) % 1_000_000:06}"
