"""The rules of the settings file, and the published schema, over the same good and bad files."""

import json
from pathlib import Path

import jsonschema
import pytest
import tomli

from credprovider import route_check, settings_check, store_settings
from credprovider.errors import Other
from credprovider.presets import PRESETS
from credprovider.protocol import OPERATIONS
from credprovider.settings_check import check_document
from credprovider.stores import STORES
from credprovider.vault.auth import AUTH_METHODS, method_class

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "credprovider.schema.json").read_text())
URL = "sparse+https://kellnr.example.com/api/v1/crates/"
TABLE = f'[registries."{URL}"]\n'
WRAPPED = "[vault]\nauth = { method = 'approle', role-id = 'x', role = 'r', secret-id-wrapped = true, "

GOOD = [
    "",
    "[registries]",
    TABLE,
    TABLE + 'store = "secret-service"',
    TABLE + 'store = "file"\nheader = "Bearer {token}"\n[file]\nprotection = "none"',
    TABLE + 'store = "vault"\nsecret = "kv/cargo/kellnr"\npreset = "kellnr"',
    TABLE + 'store = "vault"\nsecret = "kv/a b#field with blanks"\nheader = "Basic {b64(PAT:{token})}"',
    TABLE + f'store = "vault"\nsecret = "kv/x"\n[registries."{URL}".publish]\nsecret = "kv/y"',
    TABLE
    + f'[registries."{URL}".owners]\nstore = "vault"\nsecret = "kv/y"\n[registries."{URL}".yank]\nheader = "{{token}}"',
    '[registries."https://github.com/rust-lang/crates.io-index"]\nstore = "file"',
    '[registries."sparse+http://127.0.0.1:8000/index/"]',
    '[vault]\naddress = "https://vault.example.com:8200/base"\nca-file = "/ca.pem"\nnamespace = "a/b"',
    '[vault]\ntoken-file = "~/t"\nserver-name = "v"',
    '[vault]\naddress = "unix:///run/agent.sock"\nauth = { method = "token" }\nca-path = "/d"',
    '[vault]\nredirect-hosts = ["a", "*.b"]',
    '[vault]\nclient-cert = "~/c.pem"\nclient-key = "/k.pem"\nproxy = "http://proxy.example.com:3128"',
    '[vault]\nauth = { method = "jwt", role = "ci", source = "github-actions", audience = "https://vault.example" }',
    '[vault]\nauth = { method = "jwt", mount = "gitlab", variable = "VAULT_ID_TOKEN", inline = true }',
    '[vault]\nauth = { method = "kubernetes", role = "build" }',
    '[vault]\nauth = { method = "kubernetes", role = "build", file = "/run/token", mount = "k8s", inline = true }',
    '[vault]\nauth = { method = "cert" }',
    '[vault]\nauth = { method = "cert", role = "ci", mount = "tls", inline = false }',
    '[vault]\nauth = { method = "aws", role = "ci", mount = "cloud", server-id = "vault.example.com" }',
    '[vault]\nauth = { method = "gcp", role = "ci" }',
    '[vault]\nauth = { method = "azure", role = "ci", resource = "https://vault.example.com" }',
    '[vault]\nauth = { method = "kubernetes", role = "a" }\n'
    + TABLE
    + f'store = "vault"\nsecret = "kv/x"\n[registries."{URL}".publish]\nrole = "b"',
    '[vault]\nauth = { method = "userpass" }',
    '[vault]\nauth = { method = "ldap", username = "alice", mount = "staff" }',
    '[vault]\nauth = { method = "oidc" }',
    '[vault]\nauth = { method = "oidc", role = "dev", mount = "sso", callback-mode = "client", port = 8400 }',
    '[vault]\nauth = { method = "oidc", callback-mode = "device" }',
    '[file]\nprotection = "passphrase"\npassphrase-lifetime = "12h"',
    '[file]\nprotection = "key-file"\nkey-file = "~/.config/cargo-customs.key"',
    '[keyring]\nbackend = "keyring.backends.macOS.Keyring"',
    '[kernel]\nlifetime = "7d"',
    TABLE + 'store = "auto"',
    TABLE + 'store = "keyring"',
    TABLE + 'store = "kernel"',
    TABLE + 'store = "command"\ncommand = ["op", "read", "op://work/kellnr/token"]\nlogin-command = ["op", "signin"]',
    TABLE
    + 'store = "command"\ncommand = ["/bin/x"]\nformat = "json"\nfield = "a"\nexpires-field = "b"\ncache = "kernel"',
    TABLE + 'store = "environment"\nvariable = "KELLNR_TOKEN"',
    TABLE + 'store = "vault"\nsecret = "team/kv/kellnr"\nmount = "team/kv"\nengine = "kv-v1"',
    TABLE + 'store = "vault"\nsecret = "artifactory/token/cargo#access_token"\nengine = "dynamic"\nwritable = false',
    TABLE + 'store = "vault"\nsecret = "kv/{registry-host}/{operation}-{crate}#token"',
    TABLE + 'store = "vault"\nsecret = "kv/{registry-host}/me"\nwritable = true\npublish = { secret = "kv/p/{crate}" }',
    TABLE + 'store = "vault"\nsecret = "kv/x"\nwrapping-token-file = "/run/wrapped"',
    WRAPPED + "secret-id-file = '/f' }",
]
# what is wrong, and what the refusal must name
BAD = [
    ("[registris]\n", "`registris`", "did you mean `registries`?"),
    ("registries = 1", "`registries`", "must be a table"),
    ("registries = [1]", "`registries`", "must be a table"),
    ('[registries."company"]', "`registries.company`", "index URL"),
    ('[registries."sparse+https:///x"]', "`registries.sparse+https:///x`", "index URL"),
    (f'[registries]\n"{URL}" = "file"', f"`registries.{URL[:40]}", "must be a table"),
    (TABLE + 'secert = "kv/x"', f'`registries."{URL}".secert`', "did you mean `secret`?"),
    (TABLE + 'store = "valt"', f'`registries."{URL}".store`', "did you mean `vault`?"),
    (TABLE + 'store = "keychain"', f'`registries."{URL}".store`', "allowed here: auto, secret-service, keyring"),
    (TABLE + "store = 1", f'`registries."{URL}".store`', "must be a string"),
    (TABLE + 'store = "vault"', f'`registries."{URL}".secret`', "missing"),
    (TABLE + 'secret = "kv/x"', f'`registries."{URL}".secret`', 'belongs to store = "vault"'),
    (TABLE + 'store = "file"\nsecret = "kv/x"', f'`registries."{URL}".secret`', 'belongs to store = "vault"'),
    (TABLE + 'store = "vault"\nsecret = "kv"', f'`registries."{URL}".secret`', "mount/path"),
    (TABLE + 'store = "vault"\nsecret = "kv/a?b"', f'`registries."{URL}".secret`', "mount/path"),
    (TABLE + 'store = "vault"\nsecret = "kv/a%2e"', f'`registries."{URL}".secret`', "mount/path"),
    (TABLE + 'store = "vault"\nsecret = "kv/x#"', f'`registries."{URL}".secret`', "mount/path"),
    (TABLE + 'store = "vault"\nsecret = "kv/{crates}"', f'`registries."{URL}".secret`', "mount/path"),
    (TABLE + 'store = "vault"\nsecret = "{crate}/x"', f'`registries."{URL}".secret`', "the path below the mount"),
    (TABLE + 'store = "vault"\nsecret = "kv/x"\nengine = "kv"', f'`registries."{URL}".engine`', "`kv` is not known"),
    (TABLE + 'engine = "kv-v1"', f'`registries."{URL}".engine`', 'belongs to store = "vault"'),
    (TABLE + 'store = "vault"\nsecret = "kv/x"\nwritable = 1', f'`registries."{URL}".writable`', "true or false"),
    (
        TABLE + 'store = "vault"\nsecret = "kv/x"\nengine = "kv-v1"\nwritable = true',
        f'`registries."{URL}".writable`',
        "only a KV engine of version 2",
    ),
    (
        TABLE + 'store = "vault"\nsecret = "kv/{crate}"\nwritable = true',
        f'`registries."{URL}".writable`',
        "no one place to write to",
    ),
    (
        TABLE + 'store = "vault"\nsecret = "kv/x"\nwrapping-token-file = "/a"\nwritable = true',
        f'`registries."{URL}".writable`',
        "is not written back",
    ),
    (
        TABLE + 'store = "vault"\nsecret = "kv/x"\nwrapping-token-file = "/a"\nwrapping-token-variable = "b"',
        f'`registries."{URL}".wrapping-token-file`',
        "stands beside",
    ),
    (
        "[vault]\nauth = { method = 'approle', role-id = 'x', secret-id-file = '/f', secret-id-wrapped = true }",
        "`vault.auth.role`",
        "it is missing",
    ),
    (
        WRAPPED[:-2] + " }",
        "`vault.auth.secret-id-wrapped`",
        "says where it is",
    ),
    (
        WRAPPED + "secret-id-file = '/f', inline = true }",
        "`vault.auth.inline`",
        "good for one login",
    ),
    (TABLE + 'header = "Bearer"', f'`registries."{URL}".header`', "{token}"),
    (TABLE + 'header = "{token}{token}"', f'`registries."{URL}".header`', "{token}"),
    (TABLE + 'header = ""', f'`registries."{URL}".header`', "empty"),
    (TABLE + 'preset = "kellner"', f'`registries."{URL}".preset`', "did you mean `kellnr`?"),
    (TABLE + 'preset = "kellnr"\nheader = "{token}"', f'`registries."{URL}".preset`', "beside `header`"),
    (TABLE + "publish = 1", f'`registries."{URL}".publish`', "must be a table"),
    (TABLE + f'[registries."{URL}".publsh]', f'`registries."{URL}".publsh`', "did you mean `publish`?"),
    (TABLE + f'[registries."{URL}".publish]\nread = {{}}', f'`registries."{URL}".publish.read`', "no such key"),
    (TABLE + f'[registries."{URL}".yank]\nheader = 1', f'`registries."{URL}".yank.header`', "must be a string"),
    ("[vault]\naddres = 'x'", "`vault.addres`", "did you mean `address`?"),
    ("[vault]\naddress = 1", "`vault.address`", "must be a string"),
    ("[vault]\naddress = 'vault.example.com:8200'", "`vault.address`", "https://"),
    ("[vault]\naddress = 'https://user:pw@vault.example.com'", "`vault.address`", "user or password"),
    ("[vault]\nnamespace = ''", "`vault.namespace`", "empty"),
    ("[vault]\nauth = 'jwt'", "`vault.auth`", "must be a table"),
    ("[vault]\nauth = { method = 'jvt' }", "`vault.auth.method`", "did you mean `jwt`"),
    ("[vault]\nauth = { role = 'x' }", "`vault.auth.method`", "it is missing"),
    ("[vault]\nauth = { method = 'token', role = 'x' }", "`vault.auth.role`", "no such key"),
    ("[vault]\nauth = { method = 'jwt' }", "`vault.auth.variable`", "where the JWT is"),
    ("[vault]\nauth = { method = 'jwt', file = '/a', variable = 'b' }", "`vault.auth.variable`", "where the JWT is"),
    ("[vault]\nauth = { method = 'approle' }", "`vault.auth.role-id`", "it is missing"),
    ("[vault]\nauth = { method = 'approle', role-id = 'x', inline = 1 }", "`vault.auth.inline`", "true or false"),
    ("[vault]\nclient-cert = '/x'", "`vault.client-key`", "stands without it"),
    ("[vault]\nclient-key = '/x'", "`vault.client-cert`", "stands without it"),
    # a relative path would be in whatever project cargo is started in
    ("[vault]\nca-file = 'ca.pem'", "`vault.ca-file`", "absolute path"),
    ("[vault]\nca-path = 'certs'", "`vault.ca-path`", "absolute path"),
    ("[vault]\nclient-cert = 'c'\nclient-key = '/k'", "`vault.client-cert`", "absolute path"),
    ("[vault]\nclient-cert = '/c'\nclient-key = 'k'", "`vault.client-key`", "absolute path"),
    ("[vault]\ntoken-file = '~other/t'", "`vault.token-file`", "absolute path"),
    ("[vault]\nauth = { method = 'jwt', file = 'jwt' }", "`vault.auth.file`", "absolute path"),
    ("[vault]\nauth = { method = 'kubernetes', role = 'x', file = 'jwt' }", "`vault.auth.file`", "absolute path"),
    (
        "[vault]\nauth = { method = 'approle', role-id = 'x', secret-id-file = 'f' }",
        "`vault.auth.secret-id-file`",
        "absolute path",
    ),
    (
        TABLE + 'store = "vault"\nsecret = "kv/x"\nwrapping-token-file = "w"',
        f'`registries."{URL}".wrapping-token-file`',
        "absolute path",
    ),
    ("[vault]\nproxy = 'proxy:3128'", "`vault.proxy`", "does not begin with http://"),
    ("[vault]\nproxy = 'socks5://proxy'", "`vault.proxy`", "does not begin with http://"),
    ("[vault]\nproxy = 'http://me:pw@proxy'", "`vault.proxy`", "contains a user or password"),
    ("[vault]\nauth = { method = 'jwt', source = 'gitlab' }", "`vault.auth.source`", "github-actions"),
    ("[vault]\nauth = { method = 'jwt', source = 'github-actions' }", "`vault.auth.audience`", "it is missing"),
    (
        "[vault]\nauth = { method = 'jwt', source = 'github-actions', audience = 'a', file = '/b' }",
        "`vault.auth.variable`",
        "where the JWT is",
    ),
    ("[vault]\nauth = { method = 'jwt', file = '/a', audience = 'b' }", "`vault.auth.audience`", "github-actions"),
    ("[vault]\nauth = { method = 'kubernetes' }", "`vault.auth.role`", "it is missing"),
    ("[vault]\nauth = { method = 'kubernetes', role = '' }", "`vault.auth.role`", "empty"),
    ("[vault]\nauth = { method = 'kubernetes', role = 'x', variable = 'A' }", "`vault.auth.variable`", "no such key"),
    ("[vault]\nauth = { method = 'cert', name = 'x' }", "`vault.auth.name`", "no such key"),
    ("[vault]\nauth = { method = 'aws', inline = true }", "`vault.auth.inline`", "no such key"),
    ("[vault]\nauth = { method = 'aws', server = 'x' }", "`vault.auth.server`", "did you mean `server-id`?"),
    ("[vault]\nauth = { method = 'gcp' }", "`vault.auth.role`", "it is missing"),
    ("[vault]\nauth = { method = 'azure', resource = 'x' }", "`vault.auth.role`", "it is missing"),
    ("[vault]\nauth = { method = 'userpass', password = 'x' }", "`vault.auth.password`", "no such key"),
    ("[vault]\nauth = { method = 'ldap', username = '' }", "`vault.auth.username`", "it is empty"),
    ("[vault]\nauth = { method = 'oidc', callback-mode = 'direkt' }", "`vault.auth.callback-mode`", "did you mean"),
    ("[vault]\nauth = { method = 'oidc', port = 0 }", "`vault.auth.port`", "a whole number from 1 to 65535"),
    ("[vault]\nauth = { method = 'oidc', port = 65536 }", "`vault.auth.port`", "a whole number from 1 to 65535"),
    ("[vault]\nauth = { method = 'oidc', port = '8250' }", "`vault.auth.port`", "a whole number from 1 to 65535"),
    ("[vault]\nauth = { method = 'oidc', port = true }", "`vault.auth.port`", "a whole number from 1 to 65535"),
    ("[vault]\nauth = { method = 'oidc', callback-mode = 'device', port = 1 }", "`vault.auth.port`", "belongs to"),
    ("[vault]\nauth = { method = 'oidc', rolle = 'x' }", "`vault.auth.rolle`", "allowed here: method, mount, role"),
    ("[vault]\nredirect-hosts = 'x'", "`vault.redirect-hosts`", "list"),
    ("[vault]\nredirect-hosts = [1]", "`vault.redirect-hosts`", "list"),
    ("[file]\nprotection = 'off'", "`file.protection`", "not known"),
    ("[file]\nprotection = 'key-file'", "`file.key-file`", "missing"),
    ("[file]\nkey-file = '/x'", "`file.key-file`", 'belongs to protection = "key-file"'),
    ("[file]\nprotection = 'key-file'\nkey-file = 'x'", "`file.key-file`", "absolute path"),
    ("[file]\nprotection = 'none'\npassphrase-lifetime = '1h'", "`file.passphrase-lifetime`", "belongs to"),
    ("[file]\nprotection = 'passphrase'\npassphrase-lifetime = '1 h'", "`file.passphrase-lifetime`", "such as 90s"),
    ("[keyring]\nbackend = 'macOS'", "`keyring.backend`", "class of the keyring library"),
    ("[keyring]\nbackend = 'keyring/backends.X'", "`keyring.backend`", "class of the keyring library"),
    ("[kernel]\nlifetime = 'soon'", "`kernel.lifetime`", "such as 90s"),
    (TABLE + 'store = "command"', f'`registries."{URL}".command`', "missing"),
    (TABLE + 'store = "command"\ncommand = "op read x"', f'`registries."{URL}".command`', "must be a list of strings"),
    (TABLE + 'store = "command"\ncommand = []', f'`registries."{URL}".command`', "an absolute path"),
    (TABLE + 'store = "command"\ncommand = ["op", ""]', f'`registries."{URL}".command`', "must be a list of strings"),
    (TABLE + 'store = "command"\ncommand = ["op"]\nformat = "xml"', f'`registries."{URL}".format`', "not known"),
    (TABLE + 'store = "command"\ncommand = ["op"]\nformat = "json"', f'`registries."{URL}".field`', "missing"),
    (TABLE + 'store = "command"\ncommand = ["op"]\nfield = "x"', f'`registries."{URL}".field`', 'format = "json"'),
    (TABLE + 'store = "command"\ncommand = ["op"]\ncache = "file"', f'`registries."{URL}".cache`', "not known"),
    (TABLE + 'command = ["op"]', f'`registries."{URL}".command`', 'belongs to store = "command"'),
    (TABLE + 'store = "environment"', f'`registries."{URL}".variable`', "missing"),
    (TABLE + 'store = "environment"\nvariable = "A-B"', f'`registries."{URL}".variable`', "name of a variable"),
    (TABLE + 'variable = "A"', f'`registries."{URL}".variable`', 'belongs to store = "environment"'),
]
# mistakes that no schema of this kind can see
BAD_TOGETHER = [
    (TABLE + f'[registries."{URL[:-1]}"]', "`registries.", "the same registry as"),
    ('[registries."sparse+http://registry.example/index/"]', "`registries.sparse+http://", "not sent over http://"),
    ('[registries."https://user:hidden@registry.example/"]', "a URL with a password", "must not contain a password"),
    ('[registries."https://user:hidden@/"]', "a URL with a password", "must not contain a password"),
    (TABLE + 'store = "vault"\nsecret = "kv/../sys"', f'`registries."{URL}".secret`', "mount/path"),
    (TABLE + 'store = "vault"\nsecret = "kv/foo."', f'`registries."{URL}".secret`', "mount/path"),
    (TABLE + 'store = "vault"\nsecret = "kv/x#{crate}"', f'`registries."{URL}".secret`', "the path below the mount"),
    (TABLE + 'store = "vault"\nsecret = "sys/x"', f'`registries."{URL}".secret`', "Vault's own"),
    (
        TABLE + 'store = "vault"\nsecret = "auth/token/lookup-self#id"\nengine = "kv-v1"',
        f'`registries."{URL}".secret`',
        "Vault's own",
    ),
    (
        TABLE + 'store = "vault"\nsecret = "kv/x"\nmount = "team/kv"',
        f'`registries."{URL}".secret`',
        "must begin with what `mount` says",
    ),
    (TABLE + 'store = "vault"\nsecret = "kv/x"\nmount = "kv/x"', f'`registries."{URL}".secret`', "must begin with"),
    (
        TABLE + 'store = "vault"\nsecret = "kv/{crate}/x"\nmount = "kv/x"',
        f'`registries."{URL}".secret`',
        "must begin with",
    ),
    ("[kernel]\nlifetime = '0s'", "`kernel.lifetime`", "such as 90s"),
    ("[kernel]\nlifetime = '366d'", "`kernel.lifetime`", "up to 365d"),
    (TABLE + 'store = "command"\ncommand = ["./op"]', f'`registries."{URL}".command`', "an absolute path"),
    (TABLE + 'header = "Bearer {token} \\u0007"', f'`registries."{URL}".header`', "not printable"),
    (TABLE + f'[registries."{URL}".publish]\nstore = "vault"', f'`registries."{URL}".publish.secret`', "missing"),
    (TABLE + f'[registries."{URL}".publish]\nsecret = "kv/x"', f'`registries."{URL}".publish.secret`', "belongs to"),
    ("[vault]\naddress = 'http://vault.example.com:8200'", "`vault.address`", "not encrypted"),
    (
        TABLE + 'store = "vault"\nsecret = "kv/x"\nrole = "a"',
        f'`registries."{URL}".role`',
        "`token` of [vault] has no role",
    ),
    (
        "[vault]\nauth = { method = 'approle', role-id = 'x' }\n"
        + TABLE
        + f'store = "vault"\nsecret = "kv/x"\n[registries."{URL}".publish]\nrole = "b"',
        f'`registries."{URL}".publish.role`',
        "auth methods with roles: jwt, kubernetes, cert",
    ),
]
UNREADABLE = [
    (b"[registries", "not valid TOML"),
    (b"a = 1\na = 2", "not valid TOML"),
    (b"\xff", "not UTF-8"),
    (b"a = " + b"[" * 100_000, "TOML"),
]


def refusal(text: str | bytes) -> str:
    with pytest.raises(Other) as raised:
        check_document(text.encode() if isinstance(text, str) else text, "/home/x/.cargo/credprovider.toml")
    return "\n".join([raised.value.message, *raised.value.causes])


@pytest.mark.parametrize("text", GOOD)
def test_good_settings(text: str) -> None:
    check_document(text.encode(), "settings")
    jsonschema.validate(tomli.loads(text), SCHEMA)


@pytest.mark.parametrize(("text", "name", "what"), [*BAD, *BAD_TOGETHER])
def test_a_mistake_is_named_in_full_with_what_is_allowed(text: str, name: str, what: str) -> None:
    said = refusal(text)

    assert name in said
    assert what in said
    assert "/home/x/.cargo/credprovider.toml" in said
    assert "hidden" not in said
    assert all(line.isprintable() for line in said.splitlines())


@pytest.mark.parametrize("text", [text for text, _, _ in BAD])
def test_the_schema_refuses_what_the_program_refuses(text: str) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tomli.loads(text), SCHEMA)


@pytest.mark.parametrize(("data", "what"), UNREADABLE)
def test_what_is_not_toml(data: bytes, what: str) -> None:
    assert what in refusal(data)


def test_the_schema_names_exactly_the_keys_and_words_of_the_program() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    top, route = SCHEMA["properties"], SCHEMA["$defs"]["route"]["properties"]

    assert set(top) == set(settings_check.TOP_KEYS)
    assert set(top["vault"]["properties"]) == set(store_settings.VAULT_KEYS)
    assert set(top["file"]["properties"]) == set(store_settings.FILE_KEYS)
    assert set(top["keyring"]["properties"]) == set(store_settings.KEYRING_KEYS)
    assert set(top["kernel"]["properties"]) == set(store_settings.KERNEL_KEYS)
    assert tuple(top["file"]["properties"]["protection"]["enum"]) == store_settings.PROTECTIONS
    assert tuple(route["format"]["enum"]) == route_check.FORMATS
    assert tuple(route["cache"]["enum"]) == route_check.CACHES
    assert set(route) == set(route_check.ROUTE_KEYS)
    assert set(top["registries"]["additionalProperties"]["properties"]) == {*route_check.ROUTE_KEYS, *OPERATIONS}
    assert set(SCHEMA["$defs"]["operation"]["properties"]) == set(route_check.ROUTE_KEYS)
    assert tuple(route["store"]["enum"]) == route_check.STORE_NAMES == tuple(STORES)
    assert set(route["preset"]["enum"]) == set(PRESETS)


def test_the_schema_knows_the_keys_of_every_auth_method() -> None:
    auth = SCHEMA["properties"]["vault"]["properties"]["auth"]

    assert tuple(auth["properties"]["method"]["enum"]) == tuple(AUTH_METHODS)
    assert [each["$ref"] for each in auth["oneOf"]] == [f"#/$defs/auth-{name}" for name in AUTH_METHODS]
    for name in AUTH_METHODS:
        known = SCHEMA["$defs"][f"auth-{name}"]
        assert set(known["properties"]) == {"method", *method_class(name).keys}
        assert tuple(known.get("required", [])) == method_class(name).required


def test_an_operation_inherits_what_it_does_not_say() -> None:
    text = TABLE + (
        'store = "vault"\nsecret = "kv/x"\nheader = "Bearer {token}"\n'
        f'[registries."{URL}".publish]\nsecret = "kv/y"\n'
        f'[registries."{URL}".owners]\nstore = "file"\n'
        f'[registries."{URL}".yank]\npreset = "kellnr"\n'
    )

    (entry,) = check_document(text.encode(), "settings")["registries"].values()

    assert entry["url"] == URL
    assert entry["tables"] == {
        "default": {"store": "vault", "secret": "kv/x", "header": "Bearer {token}"},
        "publish": {"store": "vault", "secret": "kv/y", "header": "Bearer {token}"},
        "owners": {"store": "file", "header": "Bearer {token}"},
        "yank": {"store": "vault", "secret": "kv/x", "header": "{token}"},
    }


@pytest.mark.parametrize(
    ("listed", "key"),
    [
        ("sparse+https://h.example/idx", "sparse+https://h.example/idx/"),
        ("https://h.example/idx", "https://h.example/idx"),
        ("sparse+https://index.crates.io/", "https://github.com/rust-lang/crates.io-index"),
    ],
)
def test_stores_know_a_registry_by_the_spelling_that_cargo_sends(listed: str, key: str) -> None:
    (entry,) = check_document(f'[registries."{listed}"]'.encode(), "settings")["registries"].values()

    assert entry["url"] == key
