"""A CI system's side of a login by JWT: the documents by which Vault trusts it, and GitHub's service that a job asks.

Source: OpenID Connect Discovery 1.0; GitHub's documentation, "OpenID Connect in GitHub Actions".
"""

import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from tests.servers.signed_jwt import Signer

JOB = "the-token-of-one-job"  # what a job shows to GitHub's service


@dataclass
class CiSystem:
    """issuer: its URL. claims: what its JWTs say of a job."""

    issuer: str
    signer: Signer = field(default_factory=Signer)
    claims: dict[str, str] = field(default_factory=dict)

    @property
    def job(self) -> dict[str, str]:
        """The variables by which a job of GitHub's finds the service."""
        return {"ACTIONS_ID_TOKEN_REQUEST_URL": f"{self.issuer}/jwt?v=1", "ACTIONS_ID_TOKEN_REQUEST_TOKEN": JOB}

    def jwt(self, audience: str) -> str:
        """Return the JWT of a job, for `audience`."""
        return self.signer.jwt(iss=self.issuer, aud=audience, sub="job", **self.claims)

    def document(self, target: str, authorization: str) -> dict[str, object] | None:
        """Return what stands at `target`; None when there is nothing for whoever asks."""
        url = urlsplit(target)
        if url.path == "/.well-known/openid-configuration":
            known = {"response_types_supported": ["id_token"], "id_token_signing_alg_values_supported": ["ES256"]}
            return {
                "issuer": self.issuer,
                "jwks_uri": f"{self.issuer}/keys",
                "subject_types_supported": ["public"],
                **known,
            }
        if url.path == "/keys":
            return {"keys": [self.signer.jwk()]}
        if url.path == "/jwt" and authorization.lower() == f"bearer {JOB}":
            return {"value": self.jwt(parse_qs(url.query)["audience"][0])}
        return None


@contextlib.contextmanager
def running_ci_system() -> Iterator[CiSystem]:
    """Run it on loopback until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            document = system.document(self.path, self.headers.get("Authorization", ""))
            body = json.dumps(document or {}).encode()
            self.send_response(404 if document is None else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 (the overridden method's own name)
            """Stay silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        system = CiSystem(f"http://127.0.0.1:{server.server_port}")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield system
        server.shutdown()
