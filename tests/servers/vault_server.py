"""What the tests see of a Vault, the same for a real one and for the stand-in: an address, tokens, secrets, a log."""

import http.client
import json
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.servers.client_certificates import ClientCertificates, Pair
from tests.servers.processes import Child


@dataclass(frozen=True)
class Answer:
    """One HTTP answer: status, headers with lower-case names, body as bytes."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON; an empty body is None."""
        return json.loads(self.body) if self.body else None


@dataclass(frozen=True)
class Audited:
    """One request in the audit log: Vault's operation (read, update, delete ...), the path without /v1/, the error."""

    operation: str
    path: str
    error: str


@dataclass(frozen=True)
class Listener:
    """Where a server listens, and as which process."""

    address: str
    process: Child


@dataclass
class VaultServer:
    """A running, unsealed Vault with KV version 2 at `kv/` and version 1 at `kv1/`.

    kind: `stand-in` or `real`. name: what the run's last lines call it. server: the server itself. guarded: the same
    Vault behind a Proxy that demands the header X-Vault-Request, which a server itself never does. ca_file: the
    authority to trust for both. root_token and unseal_key: the keys to everything.
    """

    kind: str
    name: str
    server: Listener
    guarded: Listener
    ca_file: Path
    audit_file: Path
    root_token: str
    unseal_key: str
    context: ssl.SSLContext = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.context = ssl.create_default_context(cafile=str(self.ca_file))

    @property
    def address(self) -> str:
        """The server's address, as VAULT_ADDR takes it."""
        return self.server.address

    @property
    def clients(self) -> ClientCertificates:
        """Certificates of clients, which its listener lets through to the auth method `cert`."""
        return ClientCertificates(self.audit_file.parent / "clients")

    @property
    def guarded_address(self) -> str:
        """The address of the Proxy that refuses requests without X-Vault-Request."""
        return self.guarded.address

    def environment(self, token: str | None = None) -> dict[str, str]:
        """Return the VAULT_* variables that lead a client here, with a token if one is given."""
        variables = {"VAULT_ADDR": self.address, "VAULT_CACERT": str(self.ca_file)}
        return {**variables, "VAULT_TOKEN": token} if token is not None else variables

    def request(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
        address: str | None = None,
        certificate: Pair | None = None,
        timeout: float = 10,
    ) -> Answer:
        """Send one request as it stands (`path` is not normalised) and return the answer.

        path: with its /v1/. body: sent as JSON; bytes are sent as they are. token: X-Vault-Token; none by default.
        certificate: the client's own; none by default.
        timeout: seconds for each wait.
        """
        context = self.context
        if certificate is not None:
            context = ssl.create_default_context(cafile=str(self.ca_file))
            context.load_cert_chain(certificate.certificate, certificate.key)
        url = urlsplit(address or self.address)
        connection = http.client.HTTPSConnection(url.hostname or "", url.port, timeout=timeout, context=context)
        sent = dict(headers or {})
        if token is not None:
            sent["X-Vault-Token"] = token
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        try:
            connection.request(method, path, data, sent)
            answer = connection.getresponse()
            return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def administer(self, method: str, path: str, body: object = None) -> Any:
        """Send one request as root and return its JSON; AssertionError when the server refuses it."""
        answer = self.request(method, f"/v1/{path}", body, token=self.root_token)
        assert answer.status < 300, f"{self.name}: {method} {path}: {answer.status} {answer.body!r}"
        return answer.json

    def write_secret(self, path: str, fields: Mapping[str, object]) -> int:
        """Write a secret as a human writes its path, `kv/cargo/acme` or `kv1/cargo/acme`; return its version."""
        mount, _, name = path.partition("/")
        if mount == "kv1":
            self.administer("POST", path, fields)
            return 0
        version: int = self.administer("POST", f"kv/data/{name}", {"data": fields})["data"]["version"]
        return version

    def describe_secret(self, path: str, **metadata: object) -> None:
        """Set a KV version 2 secret's metadata, such as custom_metadata={...} or delete_version_after="90s"."""
        self.administer("POST", path.replace("kv/", "kv/metadata/", 1), metadata)

    def delete_latest(self, path: str) -> None:
        """Soft-delete the newest version of a KV version 2 secret."""
        self.administer("DELETE", path.replace("kv/", "kv/data/", 1))

    def destroy_version(self, path: str, version: int) -> None:
        """Destroy one version of a KV version 2 secret for good."""
        self.administer("POST", path.replace("kv/", "kv/destroy/", 1), {"versions": [version]})

    def policy(self, name: str, rules: Mapping[str, Sequence[str]]) -> None:
        """Write a policy; rules: path as in the API (`kv/data/cargo/*`) to capabilities."""
        text = json.dumps({"path": {path: {"capabilities": list(allowed)} for path, allowed in rules.items()}})
        self.administer("POST", f"sys/policies/acl/{name}", {"policy": text})

    def token(self, policies: Sequence[str], *, ttl: str = "1h", num_uses: int = 0) -> str:
        """Create a token with these policies besides `default`; num_uses 0: without limit."""
        # `default` is named because a child of root with an empty list of policies would be root again.
        body = {"policies": ["default", *policies], "ttl": ttl, "num_uses": num_uses}
        created: str = self.administer("POST", "auth/token/create", body)["auth"]["client_token"]
        return created

    def token_reading(self, *paths: str) -> str:
        """Create a token that may read exactly these API paths and nothing else of the secrets."""
        name = "read-" + "-".join(path.replace("/", ".").replace("*", "all") for path in paths)
        self.policy(name, {path: ["read"] for path in paths})
        return self.token([name])

    def mount_auth(self, kind: str, name: str = "") -> None:
        """Mount the auth method `kind` anew below auth/, at `name` or its own; what was mounted there is gone."""
        self.administer("DELETE", f"sys/auth/{name or kind}")
        self.administer("POST", f"sys/auth/{name or kind}", {"type": kind})

    def wrap(self, path: str, ttl: str = "60s", body: object = None) -> str:
        """Return a token that wraps the answer to reading an API path, or with a body to writing to it, as root."""
        headers = {"X-Vault-Wrap-TTL": ttl}
        method = "GET" if body is None else "POST"
        answer = self.request(method, f"/v1/{path}", body, token=self.root_token, headers=headers)
        wrapping: str = answer.json["wrap_info"]["token"]
        return wrapping

    def mount_engine(self, name: str, kind: str, **options: str) -> None:
        """Mount the engine `kind` anew at `name`; what was there is gone, with its leases."""
        self.administer("DELETE", f"sys/mounts/{name}")
        self.administer("POST", f"sys/mounts/{name}", {"type": kind, **({"options": options} if options else {})})

    def make_accounts(self, broker: str, *, ttl: str, longest: str = "24h") -> None:
        """Have reads of `rabbitmq/creds/cargo` make accounts at the RabbitMQ server with this address, whose password
        is the token. ttl: of each lease; longest: with all renewals.
        """
        self.mount_engine("rabbitmq", "rabbitmq")
        connection = {"connection_uri": broker, "username": "a", "password": "b", "verify_connection": False}
        self.administer("POST", "rabbitmq/config/connection", connection)
        self.administer("POST", "rabbitmq/config/lease", {"ttl": ttl, "max_ttl": longest})
        self.administer("POST", "rabbitmq/roles/cargo", {"vhosts": '{"/": {"read": ".*"}}'})

    def revoke(self, token: str) -> None:
        """Revoke a token at once."""
        self.administer("POST", "auth/token/revoke", {"token": token})

    def seal(self) -> None:
        """Seal the Vault: every request is then answered with 503."""
        self.administer("PUT", "sys/seal")

    def unseal(self) -> None:
        """Open a sealed Vault again and wait until it serves."""
        answer = self.request("PUT", "/v1/sys/unseal", {"key": self.unseal_key})
        assert answer.status == 200, answer.body

    def audited(self) -> list[Audited]:
        """Return every request in the audit log, oldest first, each once, with the error of its response if any."""
        entries = [json.loads(line) for line in self.audit_file.read_text().splitlines()]
        return [
            Audited(entry["request"]["operation"], entry["request"]["path"], entry.get("error", ""))
            for entry in entries
            if entry["type"] == "response"
        ]
