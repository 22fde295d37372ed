"""The credentials of AWS that a process has: in the environment, of a container's task or pod, or of the machine.

Source: AWS's SDK reference, "Container credential provider" and "IMDS credential provider" (version 2 alone). Profiles
and web identities are for AWS's own tools, which can put their result into the environment.
"""

import os

from credprovider.json_text import JsonError, parse
from credprovider.token import Secret
from credprovider.vault.auth.identity_service import IdentityService
from credprovider.vault.auth.source import one_line, secret_text
from credprovider.vault.failures import VaultFailure
from credprovider.vault.http1 import Response
from credprovider.vault.secret_path import encoded

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable

_MACHINE = "AWS_EC2_METADATA_SERVICE_ENDPOINT"
_FULL, _RELATIVE = "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
_AUTHORIZATION = "AWS_CONTAINER_AUTHORIZATION_TOKEN"
_KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
WHOSE = (*_KEYS, _RELATIVE, _FULL, _AUTHORIZATION, f"{_AUTHORIZATION}_FILE", _MACHINE)
_ROLES = "/latest/meta-data/iam/security-credentials/"


class AwsCredentials:
    """key_id: no secret. key: what signs. session: the token that temporary credentials have, else None."""

    def __init__(self, key_id: str, key: Secret, session: Secret | None) -> None:
        self.key_id = key_id
        self.key = key
        self.session = session


def aws_credentials(left: "Callable[[], float]") -> AwsCredentials:
    """Return the credentials of this process. left: gives the seconds that remain. Raises VaultFailure."""
    if os.environ.get("AWS_ACCESS_KEY_ID"):
        session = os.environ.get("AWS_SESSION_TOKEN")
        return AwsCredentials(
            secret_text("the key id of AWS", "", "AWS_ACCESS_KEY_ID").reveal(),
            secret_text("the secret key of AWS", "", "AWS_SECRET_ACCESS_KEY"),
            secret_text("the session token of AWS", "", "AWS_SESSION_TOKEN") if session else None,
        )
    if os.environ.get(_RELATIVE) or os.environ.get(_FULL):
        return _of_container(left)
    return _of_machine(left)


def _of_container(left: "Callable[[], float]") -> AwsCredentials:
    relative = os.environ.get(_RELATIVE)
    url = f"http://169.254.170.2{relative}" if relative else os.environ[_FULL]
    service = IdentityService("the credential service of AWS", url, f"the variable {_RELATIVE if relative else _FULL}")
    headers = {}
    what, path = "the authorization of AWS", os.environ.get(f"{_AUTHORIZATION}_FILE", "")
    if path or os.environ.get(_AUTHORIZATION):
        headers["Authorization"] = secret_text(what, path, _AUTHORIZATION).reveal()
    return _credentials(service, service.get("", headers, left))


def _of_machine(left: "Callable[[], float]") -> AwsCredentials:
    url = (os.environ.get(_MACHINE) or "http://169.254.169.254").rstrip("/")
    name = "the metadata service of AWS"
    service = IdentityService(name, f"{url}/latest/api/token", f"the variable {_MACHINE}")
    answer = service.ask("PUT", "", {"X-aws-ec2-metadata-token-ttl-seconds": "60"}, left)
    if answer.status != 200:
        raise _nothing(service, answer)
    headers = {"X-aws-ec2-metadata-token": one_line(f"the answer of {service.where}", _text(answer)).reveal()}
    roles = IdentityService(name, url + _ROLES, f"the variable {_MACHINE}")
    answer = roles.get("", headers, left)
    if answer.status != 200:
        raise _nothing(roles, answer)
    return _credentials(roles, roles.get(encoded(_text(answer).split("\n")[0].strip()), headers, left))


def _credentials(service: IdentityService, answer: Response) -> AwsCredentials:
    try:
        content = parse(answer.body) if answer.status == 200 else None
    except JsonError:
        content = None
    if not isinstance(content, dict):
        raise _nothing(service, answer)
    texts = [str(content.get(name) or "") for name in ("AccessKeyId", "SecretAccessKey", "Token")]
    key_id, key, session = (one_line(f"a part of the answer of {service.where}", text) for text in texts)
    return AwsCredentials(key_id.reveal(), key, session)


def _text(answer: Response) -> str:
    return answer.body.decode("latin-1")


def _nothing(service: IdentityService, answer: Response) -> VaultFailure:
    advice = "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the machine or the task a role of IAM"
    return VaultFailure(f"{service.where} gives no credentials (status {answer.status})", advice)
