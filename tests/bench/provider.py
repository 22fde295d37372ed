"""How long an answer of the credential provider takes, spawn to exit, as cargo starts it: through the launcher."""

import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.bench.bare_python import LEAN, bare_python
from tests.bench.installation import Installation
from tests.bench.timing import Done, Program, Question, Wanted
from tests.cargo_home import CargoHome
from tests.servers.secret_service import SecretService

HERE = Path(__file__).parent
NAME = "company"
INDEX = "sparse+https://registry.company.example/index/"
ELSEWHERE = "sparse+https://registry.elsewhere.example/index/"
TOKEN = "the-token-of-the-bench"
OURS = "cargo-credprovider"
NAIVE = "naive provider"
MANY = 50


def refusal(installation: Installation, scratch: Path) -> Question:
    """Ask for a registry that is not served."""
    home = _listing(scratch, 1)
    ours = asked(OURS, installation, home, home.environment, _refuses, ELSEWHERE)
    return Question(
        "The refusal of an unknown URL",
        [ours, *bare_python(installation, home.environment, home.root)],
        [Wanted(LEAN, 1.3)],
    )


def refusal_among_many(installation: Installation, scratch: Path) -> Question:
    """Ask for a registry that is not served, while many others are: half a bare Python more than with one."""
    one, many = _listing(scratch, 1), _listing(scratch, MANY)
    return Question(
        f"The refusal of an unknown URL, with {MANY} registries in the settings",
        [
            asked(f"{OURS}, {MANY} registries", installation, many, many.environment, _refuses, ELSEWHERE),
            asked(f"{OURS}, 1 registry", installation, one, one.environment, _refuses, ELSEWHERE),
            *bare_python(installation, one.environment, one.root),
        ],
        [Wanted(LEAN, 1.3 + 0.5)],
    )


def answer_from_secret_service(installation: Installation, home: CargoHome, service: SecretService) -> Question:
    """Ask for a token that lies in a real keyring; nothing is configured but that."""
    environment = home.environment | service.environment
    attributes = ["xdg:schema", "org.rust-lang.cargo.registry", "url", INDEX]
    _prepare(["secret-tool", "store", f"--label=cargo-registry:{NAME}", *attributes], environment, TOKEN)
    store = f"import keyring; keyring.set_password('cargo-registry', {INDEX!r}, {TOKEN!r})"
    _prepare([installation.python, "-c", store], environment)
    return Question(
        "An answer from the Secret Service",
        [
            asked(OURS, installation, home, environment, answers, INDEX),
            *bare_python(installation, environment, home.root),
            Program("secret-tool lookup", ["secret-tool", "lookup", *attributes], environment, home.root, says_token),
            naive(installation, "naive_keyring.py", environment, home.root),
        ],
        [Wanted(LEAN, 2.5), Wanted(NAIVE, 0.25)],
    )


def answer_from_kernel(installation: Installation, home: CargoHome) -> Question:
    """Ask for a token that lies in the kernel's keyring."""
    home.provider_settings(f'[registries."{INDEX}"]\nstore = "kernel"\n[kernel]\nlifetime = "10m"\n')
    _log_in(installation, home)
    return Question(
        "An answer from the kernel's keyring",
        [
            asked(OURS, installation, home, home.environment, answers, INDEX),
            *bare_python(installation, home.environment, home.root),
        ],
        [],
    )


def answer_from_file(installation: Installation, scratch: Path) -> Question:
    """Ask for a token that lies in the embedded store, encrypted and not."""
    key = scratch / "key"
    key.touch(mode=0o600)
    key.write_bytes(bytes(range(32)))
    programs = []
    for protection, more in (("key-file", f'key-file = "{key}"\n'), ("none", "")):
        home = CargoHome(scratch / protection)
        home.provider_settings(f'[registries."{INDEX}"]\nstore = "file"\n[file]\nprotection = "{protection}"\n{more}')
        _log_in(installation, home)
        programs.append(asked(f"{OURS}, {protection}", installation, home, home.environment, answers, INDEX))
    return Question(
        "An answer from the embedded store",
        [*programs, *bare_python(installation, programs[0].environment, scratch)],
        [],
    )


def _listing(scratch: Path, count: int) -> CargoHome:
    """Return a home whose settings list so many registries."""
    home = CargoHome(scratch / f"listing-{count}")
    tables = (f'[registries."{INDEX}{number}/"]\nstore = "secret-service"\n' for number in range(count))
    home.provider_settings("".join(tables))
    return home


def asked(
    name: str,
    installation: Installation,
    home: CargoHome,
    environment: Mapping[str, str],
    check: Callable[[Done], bool],
    url: str,
) -> Program:
    """Return our provider as cargo starts it, asked for a token to read from `url`."""
    return Program(name, [installation.launcher(home), "--cargo-plugin"], environment, home.root, check, _get(url))


def naive(installation: Installation, script: str, environment: Mapping[str, str], folder: Path) -> Program:
    return Program(NAIVE, [installation.python, str(HERE / script)], environment, folder, answers, _get(INDEX))


def _get(url: str) -> bytes:
    return _line(url, kind="get", operation="read")


def _line(url: str, **fields: str) -> bytes:
    return json.dumps({"v": 1, "registry": {"index-url": url, "name": NAME}, **fields, "args": []}).encode() + b"\n"


def _log_in(installation: Installation, home: CargoHome) -> None:
    login = _line(INDEX, kind="login", token=TOKEN)
    command = [installation.launcher(home), "--cargo-plugin"]
    done = subprocess.run(command, env=home.environment, input=login, capture_output=True, check=True, timeout=30)
    assert b'"Ok"' in done.stdout, done.stdout


def answers(done: Done) -> bool:
    """Return whether a provider said hello and answered with the token."""
    lines = done.out.splitlines()
    return done.status == 0 and len(lines) == 2 and json.loads(lines[1]).get("Ok", {}).get("token") == TOKEN


def _refuses(done: Done) -> bool:
    """Return whether a provider said hello and that the registry is none of its own."""
    return (done.status, done.out) == (0, b'{"v":[1]}\n{"Err":{"kind":"url-not-supported"}}\n')


def says_token(done: Done) -> bool:
    return done.status == 0 and TOKEN.encode() in done.out


def _prepare(command: list[str], environment: dict[str, str], text: str = "") -> None:
    subprocess.run(command, env=environment, input=text, text=True, check=True, timeout=30)
