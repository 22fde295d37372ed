"""The servers that the tests run against: a registry, a Secret Service, a Vault.

Each is a context manager that starts processes on loopback or on a private bus and leaves none behind; the fixtures in
tests/conftest.py hand out the plain handles.

    fixture         handle                                     where
    registry        Registry, one per test, auth-required      registry.py
    secret_service  SecretService, one per test, unlocked      secret_service.py
    vault_server    VaultServer, one per run for each kind     vault_server.py; vault.py (stand-in), bao.py (real)
    cargo_home      CargoHome, one per test, with real cargo   ../cargo_home.py

Secret Service: `.environment` is the whole environment for a child. `.lock()`, `.unlock()`, `.pause()`, `.resume()`,
`.stop()`, `.delete_default()` bring the states about; `.items()` shows what lies in the default collection. Buses in
other states: `bus_without_keyring()` in secret_service.py; `stuck_bus(home)` and `dead_bus(home)` in session_bus.py.

Vault: `.address`, `.ca_file`, `.environment(token)`; `.write_secret("kv/cargo/acme", {"token": "..."})` (KV version 2
at `kv/`, version 1 at `kv1/`), `.delete_latest`, `.destroy_version`, `.describe_secret`;
`.token_reading("kv/data/cargo/*")`, `.token(policies, ttl=, num_uses=)`, `.revoke`; `.seal()`, `.unseal()`;
`.server.process.pause()`; `.audited()` is the audit log; `.request(...)` sends any request. `.guarded_address` is a
Proxy in front that refuses requests without X-Vault-Request with 412; a server itself never asks for that header.
One server serves many tests: choose a path of your own, and undo what others would notice.

A cluster of three real OpenBao servers: `running_cluster(program, directory)` in cluster.py; `.leader()`,
`.standby()`, `.cut(node)`, `.mend(node)`, and for each of `.nodes` `.kill()`, `.start()`, `.pause()`, `.resume()`.

Registry: `.index_url`, `.config("company")`; `.requests()` is the log with each Authorization value, `.uploads()` what
was published, `.crates_io_environment()` makes cargo take it for crates.io. A public one, other accounts, crates that
it holds from the beginning: `running_registry(directory, auth_required=, accounts=, crates=)` in registry.py.
"""
