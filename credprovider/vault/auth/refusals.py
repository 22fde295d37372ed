"""What the words of a refused login mean, method by method. Off the hot path: imported only after a refusal.

Source: the texts of OpenBao v2.6.2, builtin/credential/, as its server gives them, and of hashicorp/cap/jwt; where
HashiCorp Vault has other words, those too. Only what is written here is shown: Vault's words may echo what was sent.
"""

_CLAIMS = "error validating claims"
_LONGEST_CLAIM = 32  # characters; a part of a JWT that is worth hiding is longer
_NO_ROLE = "there is no such role"
_NAMES = "is the name of the role right?"
_NOT_CONFIGURED = "the method is mounted, but not configured"
_NEW = "a new one is needed"
_NOT_YET = "the JWT is not valid yet"
_CLOCKS = "compare the clocks of Vault and of whoever signed it"
_NO_JWT = "what was sent is not a JWT"
_PARTS = "a JWT has three parts with dots between them"
_OTHER_AUDIENCE = "is made for another audience than the role is bound to"

_JWT = (
    ("could not be found", _NO_ROLE, _NAMES),
    ("missing role", "there is no default role", "name one: `role` in auth"),
    ("could not load configuration", _NOT_CONFIGURED, "its config must say whose JWTs are trusted"),
    ("oidc role_type", "the role is for people at a browser", "a role for JWTs has role_type jwt"),
    ("no audiences bound", "the JWT has an audience, and the role is bound to none", "set the role's bound_audiences"),
    ("(aud) claim", f"the JWT {_OTHER_AUDIENCE}", "see the role's bound_audiences"),
    ("token is expired", "the JWT has expired", _NEW),
    ("token not yet valid", _NOT_YET, _CLOCKS),
    ("issued in the future", _NOT_YET, _CLOCKS),
    ("(iss) claim", "the JWT has another issuer than is trusted", "see bound_issuer in the method's config"),
    ("(sub) claim", "the JWT has another subject than the role is bound to", "see the role's bound_subject"),
    (_CLAIMS, "the JWT does not have what the role is bound to", "see the role's bound_claims"),
    ("not found in token", "the JWT lacks a claim that the role reads", "see the role's user_claim and groups_claim"),
    ("(alg) header", "the JWT's algorithm is not allowed", "see jwt_supported_algs in the method's config"),
    ("compact JWS format", _NO_JWT, _PARTS),
    ("illegal base64", _NO_JWT, _PARTS),
    ("token signature", "the JWT's signature is not accepted", "the method's config must have its issuer's keys"),
)
_KUBERNETES = (
    ("invalid role name", _NO_ROLE, _NAMES),
    ("account name not", "the role is bound to other service accounts", "see its bound_service_account_names"),
    ("namespace not", "the role is bound to other namespaces", "see its bound_service_account_namespaces"),
    ("(aud) claim", f"the pod's token {_OTHER_AUDIENCE}", "see the role's audience"),
    ("token is expired", "the pod's token has expired", "Kubernetes renews it where it is a projected volume"),
    ("(iss) claim", "the pod's token has another issuer than is trusted", "see issuer in the method's config"),
    ("backend configuration", _NOT_CONFIGURED, "its config must say which cluster is asked"),
    (
        "permission denied",
        "the cluster does not know the pod's token, or no such method is mounted",
        "the token must be the cluster's at kubernetes_host, and Vault must be allowed to have it reviewed there",
    ),
)
_CERT = (
    ("no client certificate found", "no client certificate came to Vault", "what stands before Vault must pass TLS on"),
    ("invalid certificate", "no such role trusts who signed the client certificate", "see the role's certificate"),
    ("matching all constraints", "the client certificate has other names than the role allows", "see its allowed_*"),
    ("not yet valid", "the client certificate has expired, or is not valid yet", _NEW),
    ("client's certificate", "the client certificate cannot be verified", "it must be one for client authentication"),
)
_APPROLE = (
    ("missing secret_id", "the role wants a secret_id", "name it: secret-id-file or secret-id-variable in auth"),
    ("role or secret", "the role_id is unknown, or the secret_id wrong, used up or expired", "make a new secret_id"),
    ("invalid role", "the role_id is unknown", "it is read at role/NAME/role-id"),
    ("secret id", "the secret_id is wrong, used up or expired", "make a new secret_id"),
    ("source address", "it is bound to other addresses than this machine's", "see the bound CIDRs"),
)
REFUSALS = {"approle": _APPROLE, "jwt": _JWT, "kubernetes": _KUBERNETES, "cert": _CERT}


def reason(method: str, words: str) -> "tuple[str, str] | None":
    """Return what `words`, Vault's refusal of a login by `method`, mean, and what to do; None where nobody knows."""
    for part, meaning, advice in REFUSALS.get(method, ()):
        if part in words:
            return meaning + _claim(words) if part == _CLAIMS else meaning, advice
    return None


def _claim(words: str) -> str:
    """Return `: name` for the claim that `words` name, "" where that could be anything else than a claim's name."""
    name = words.partition('claim "')[2].partition('"')[0]
    return f": {name}" if name.isascii() and name.isidentifier() and len(name) <= _LONGEST_CLAIM else ""
