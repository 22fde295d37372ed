"""Header templates of known registries, by name: documentation that works.

A row is here only where the registry's source or its vendor's page says so; what could not be confirmed is left out,
and is written with `header` by those who know.
"""

PRESETS = {
    "artifactory": "Bearer {token}",
    "azure": "Basic {b64(PAT:{token})}",  # a personal access token
    "azure-entra": "Bearer {token}",
    "buf": "Bearer {token}",
    "cloudsmith": "token {token}",  # an API key
    "cloudsmith-oidc": "Bearer {token}",
    "codeartifact": "{token}",
    "codeberg": "Bearer {token}",
    "crates-io": "{token}",
    "forgejo": "Bearer {token}",
    "freighter": "{token}",
    "gitea": "Bearer {token}",
    "kellnr": "{token}",
    "shipyard": "{token}",
}
