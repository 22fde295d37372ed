"""The one part of a Kubernetes cluster's API that Vault asks: the review of a service account's token.

Source: Kubernetes' API reference, authentication.k8s.io/v1 TokenReview.
"""

import contextlib
import json
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import trustme

from tests.servers.signed_jwt import Signer

PATH = "/apis/authentication.k8s.io/v1/tokenreviews"
REVIEWER = "reviewer"  # the token that Vault shows to the API
AUDIENCE = "https://kubernetes.default.svc"


@dataclass
class Cluster:
    """A cluster that answers reviews. address: its API. ca: the authority of its certificate, as PEM.

    living: the tokens of its pods that it knows, and whose they are: namespace, service account, uid.
    """

    address: str
    ca: str
    signer: Signer = field(default_factory=Signer)
    living: dict[str, tuple[str, str, str]] = field(default_factory=dict)

    def pod_token(self, namespace: str, account: str, **claims: object) -> str:
        """Return the token that a pod of this service account finds in its file."""
        uid = f"uid-of-{account}"
        inner = {"namespace": namespace, "serviceaccount": {"name": account, "uid": uid}}
        named = {"iss": AUDIENCE, "aud": [AUDIENCE], "sub": f"system:serviceaccount:{namespace}:{account}"}
        token = self.signer.jwt(**{**named, "kubernetes.io": inner, **claims})
        self.living[token] = (namespace, account, uid)
        return token

    def review(self, asked: dict[str, object]) -> dict[str, object]:
        """Return the review of a token, as the API gives it."""
        spec = asked["spec"]
        assert isinstance(spec, dict)
        known = self.living.get(spec["token"])
        status: dict[str, object] = {"authenticated": False, "error": "token unknown"}
        if known is not None:
            namespace, account, uid = known
            user = {"username": f"system:serviceaccount:{namespace}:{account}", "uid": uid}
            status = {"authenticated": True, "user": user, "audiences": spec.get("audiences") or [AUDIENCE]}
        return {"kind": "TokenReview", "apiVersion": "authentication.k8s.io/v1", "spec": spec, "status": status}


@contextlib.contextmanager
def running_cluster() -> Iterator[Cluster]:
    """Run the API on loopback, over TLS with an authority of its own, until the block ends."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            may = self.path == PATH and self.headers["Authorization"] == f"Bearer {REVIEWER}"
            body = json.dumps(cluster.review(asked) if may else {"kind": "Status", "status": "Failure"}).encode()
            self.send_response(201 if may else 403)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 (the overridden method's own name)
            """Stay silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        cluster = Cluster(f"https://127.0.0.1:{server.server_port}", authority.cert_pem.bytes().decode())
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield cluster
        server.shutdown()
