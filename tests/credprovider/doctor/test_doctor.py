"""The command as a person runs it."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest

from tests.credprovider.doctor.patient import ALT, FILE_STORE, LISTED, OURS, SCHEMA, Patient, ids, program
from tests.credprovider.provider import CANARY, INDEX, LOGGED_IN, PROGRAM, request

URL = "sparse+https://second.example/index/"


def healthy(patient: Patient) -> Patient:
    """Make everything right: our provider, a store, a token, a cargo without known faults."""
    patient.cargo("cargo 1.96.0")
    patient.config(OURS)
    patient.provider.settings(FILE_STORE)
    assert patient.provider.one(request("login", token=CANARY)) == LOGGED_IN
    return patient


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_nothing_is_wrong(patient: Patient) -> None:
    report = healthy(patient).report("alt")

    assert [found for found in ids(report) if "slow" not in found] == []
    (registry,) = report["registries"]
    assert (registry["name"], registry["index_url"]) == ("alt", INDEX)
    assert registry["place"] == {"path": f"{patient.home}/config.toml", "line": 2, "column": 9}
    operations = ["read", "publish", "yank", "unyank", "owners"]
    assert registry["stores"] == [{"store": "file", "header": "{token}", "operations": operations}]
    (provider,) = registry["providers"]
    assert provider["path"] == PROGRAM
    assert provider["arguments"] == []
    assert provider["place"] == {"path": f"{patient.home}/config.toml", "line": 3, "column": 23}
    assert provider["reason"] == "the registry's own provider; nobody else is asked"
    assert os.path.samefile(provider["interpreter"][0], sys.executable)
    assert provider["python"]["version"] == sys.version.split()[0]
    answer = provider["answer"]
    assert (answer["kind"], answer["cache"], answer["operation_independent"]) == ("token", "session", True)
    assert answer["milliseconds"]["hello"] > 0


def test_the_same_for_people(patient: Patient) -> None:
    done = healthy(patient).run("alt")

    assert done.returncode == 0
    told = done.stdout.splitlines()
    assert told[0] == f"cargo     cargo 1.96.0, {patient.provider.root}/cargo"
    assert f"settings  {patient.home}/credprovider.toml, which list 1 registry" in told
    at = told.index(f"alt  {INDEX}  [{patient.home}/config.toml:2:9]")
    assert told[at + 1 : at + 3] == [
        "  1. cargo-credprovider",
        f"     the registry's own provider; nobody else is asked [{patient.home}/config.toml:3:23]",
    ]
    assert told[at + 4].startswith("     gives a token, fingerprint ")
    assert told[at + 4].endswith(", until cargo ends, for every operation")
    assert told[at + 5].endswith(" ms to its end")
    assert "  tokens for every operation: store `file`, header {token}" in told


def test_a_finding_for_people(patient: Patient) -> None:
    patient.cargo("cargo 1.96.0")
    patient.config(f"{OURS}credential-providers = 1\n")
    patient.provider.settings(FILE_STORE)
    done = patient.run("alt")

    assert done.returncode == 1
    assert (
        "warning[unknown-key]: cargo ignores `registries.alt.credential-providers`, which it does not know\n"
        f"  --> {patient.home}/config.toml:4:1\n"
        "  help: write `credential-provider`\n"
    ) in done.stdout
    assert "  warning[no-token]: no token is stored for this registry\n" in done.stdout
    assert "    help" not in done.stdout.split("no-token")[0]
    assert "help: run `cargo login --registry alt`\n" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("2 warnings")


def test_as_a_subcommand_of_cargo(patient: Patient) -> None:
    healthy(patient)
    command = [PROGRAM, "credprovider", "doctor", "alt"]
    done = subprocess.run(
        command, cwd=patient.folder, env=patient.environment, capture_output=True, text=True, check=True
    )

    assert "gives a token" in done.stdout


def test_every_registry_of_the_config_and_crates_io(patient: Patient) -> None:
    patient.config(f'{OURS}[registries.beta]\nindex = "{URL}"\n[registries.gone]\ntoken = "x"\n')
    report = patient.report()

    assert [registry["name"] for registry in report["registries"]] == ["alt", "beta", "gone", "crates-io"]
    assert report["registries"][2]["index_url"] is None
    assert [found["id"] for found in report["registries"][2]["findings"]] == ["registry-without-index"]


def test_a_registry_by_its_url(patient: Patient) -> None:
    patient.config(OURS)
    (registry,) = patient.report(INDEX)["registries"]
    (other,) = patient.report(URL)["registries"]

    assert (registry["name"], registry["providers"][0]["program"]) == ("alt", "cargo-credprovider")
    assert (other["name"], other["providers"][0]["program"]) == (None, "cargo:token")


def test_a_registry_that_replaces_crates_io(patient: Patient) -> None:
    patient.config(f'[source.crates-io]\nreplace-with = "mirror"\n[source.mirror]\nregistry = "{URL}"\n')
    report = patient.report()

    assert [registry["index_url"] for registry in report["registries"]][1:] == [URL]
    assert "advice[crates-io-replaced]" in ids(report)


@pytest.mark.parametrize(
    ("registry", "said"),
    [
        ("atl", "error: cargo knows no registry `atl` in this folder\n  did you mean `alt`?\n"),
        ("\x1b[2J", "error: cargo knows no registry `\\x1b[2J` in this folder\n  name one of cargo's config"),
    ],
)
def test_a_registry_that_nobody_knows(registry: str, said: str, patient: Patient) -> None:
    patient.config(ALT)
    done = patient.run(registry)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(said)


@pytest.mark.parametrize("url", ["sparse+https://u:secret@a.example/", "sparse+https://a b/"])
def test_a_url_that_is_none(url: str, patient: Patient) -> None:
    report = patient.report(url)

    assert ids(report)[-1] == "error[config-error]"
    assert "secret" not in json.dumps(report)


def test_a_folder_that_is_gone(patient: Patient) -> None:
    # abuse case 89
    code = "import os, sys; os.rmdir(os.getcwd()); os.execv(sys.argv[1], sys.argv[1:])"
    command = [sys.executable, "-c", code, PROGRAM, "doctor"]
    done = subprocess.run(
        command, cwd=patient.folder, env=patient.environment, capture_output=True, text=True, check=False
    )

    assert done.returncode == 2
    assert done.stderr.startswith("error: the current folder does not exist any more")


def test_an_interrupt(patient: Patient) -> None:
    # abuse case 84
    program(patient.provider.root / "cargo", f"#!/bin/sh\ntouch {patient.folder}/waiting\nexec sleep 60\n")
    environment, folder = patient.environment, patient.folder
    with subprocess.Popen(
        [PROGRAM, "doctor"], cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        end = time.monotonic() + 20
        while not (folder / "waiting").exists() and time.monotonic() < end:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)

    assert (process.returncode, out, err) == (130, b"", b"")


def test_a_config_that_cargo_cannot_read(patient: Patient) -> None:
    patient.config("[registries\n")
    report = patient.report()

    assert "error[config-error]" in ids(report)
    (message,) = [found["message"] for found in report["findings"] if found["id"] == "config-error"]
    assert message.endswith("TOML parse error at line 1, column 12: unclosed table, expected `]`")


@pytest.mark.parametrize("text", ["[registries", f'[registries."{INDEX}"]\nstor = "x"\n'])
def test_a_mistake_in_the_settings(text: str, patient: Patient) -> None:
    patient.config(OURS)
    patient.provider.settings(text)
    report = patient.report("alt")

    assert [found for found in ids(report) if found.startswith("error")] == ["error[settings-mistake]"]
    assert report["settings"]["problem"]


def test_a_registry_that_the_settings_do_not_list(patient: Patient) -> None:
    patient.config(OURS)
    patient.provider.settings(FILE_STORE.replace(INDEX, URL))

    assert "warning[registry-not-served]" in ids(patient.report("alt"))


def test_the_default_store_where_there_is_no_keyring(patient: Patient) -> None:
    patient.config(OURS)
    report = patient.report("alt")
    assert "warning[keyring-passed-over]" in ids(report)
    assert report["registries"][0]["providers"][0]["hints"]

    patient.config(f'{ALT}{LISTED} = ["cargo:token", "cargo-credprovider"]\n')
    assert "advice[keyring-passed-over]" in ids(patient.report("alt"))


def test_listed_in_the_settings_and_never_asked(patient: Patient) -> None:
    patient.config(f'{ALT}{LISTED} = ["cargo:token"]\n')
    patient.provider.settings(FILE_STORE)
    report = patient.report()

    assert "warning[provider-not-in-chain]" in ids(report)
    assert report["registries"][0]["stores"][0]["store"] == "file"


def test_separate_tokens_for_separate_operations(patient: Patient) -> None:
    patient.config(OURS)
    publish = f'[registries."{INDEX}".publish]\nstore = "vault"\nsecret = "kv/x"\npreset = "gitea"\n'
    patient.provider.settings(FILE_STORE + publish)
    (registry,) = patient.report("alt")["registries"]

    assert registry["stores"] == [
        {"store": "file", "header": "{token}", "operations": ["read", "yank", "unyank", "owners"]},
        {"store": "vault", "header": "Bearer {token}", "operations": ["publish"]},
    ]


def test_a_store_that_takes_no_tokens(patient: Patient) -> None:
    patient.config(OURS)
    patient.provider.settings(f'[registries."{INDEX}"]\nstore = "vault"\nsecret = "kv/x"\n')
    (registry,) = patient.report("alt")["registries"]

    assert registry["login"]["stored"] is False
    assert "kv/x in Vault" in registry["login"]["elsewhere"]
    assert [found["id"] for found in registry["findings"] if found["severity"] == "error"] == ["provider-fails"]


def test_arguments_in_cargos_config(patient: Patient) -> None:
    patient.config(f'{ALT}credential-provider = ["cargo-credprovider", "--store", "vault", "--secret", "kv/x"]\n')
    (registry,) = patient.report("alt")["registries"]

    assert registry["providers"][0]["arguments"] == ["--store", "vault", "--secret", "kv/x"]
    assert registry["stores"][0]["store"] == "vault"


def test_a_registry_that_wants_a_scheme(patient: Patient) -> None:
    # abuse case 38
    url = "sparse+https://git.example.com/api/packages/acme/cargo/"
    patient.config(f'[registries.alt]\nindex = "{url}"\ncredential-provider = ["cargo-credprovider"]\n')
    patient.provider.settings(FILE_STORE.replace(INDEX, url))
    patient.provider.one(request("login", token=CANARY, url=url))
    assert "advice[token-without-scheme]" in ids(patient.report("alt"))

    patient.provider.settings(FILE_STORE.replace(INDEX, url) + 'preset = "gitea"\n')
    assert "advice[token-without-scheme]" not in ids(patient.report("alt"))


def test_the_same_token_has_the_same_fingerprint(patient: Patient) -> None:
    healthy(patient).credentials(f'[registries.alt]\ntoken = "Bearer {CANARY}"\n[registry]\ntoken = "other"\n')
    report = patient.report("alt")

    mine = report["registries"][0]["providers"][0]["answer"]["fingerprint"]
    kept = {token["registry"]: token["fingerprint"] for token in report["tokens"]}
    assert kept["alt"] == mine
    assert kept["crates-io"] != mine
    assert patient.report("alt")["registries"][0]["providers"][0]["answer"]["fingerprint"] != mine


def test_what_several_registries_have_in_common_is_said_once(patient: Patient) -> None:
    patient.config(f'{ALT}[registries.beta]\nindex = "{URL}"\n{LISTED} = ["cargo:token", "cargo-nothing"]\n')
    report = patient.report()

    assert ids(report).count("error[program-not-found]") == 1
    assert "program-not-found" in [found["id"] for found in report["findings"]]
    assert ids(patient.report("alt")).count("error[program-not-found]") == 1


def test_text_from_outside_is_escaped(patient: Patient) -> None:
    # abuse case 21
    escape = "\\u001b]0;x\\u0007\\u202e"
    patient.project(f'[registries."a{escape}"]\nindex = "sparse+https://a.example/{escape}/"\nx{"y" * 9} = 1\n')
    done = patient.run()

    assert done.returncode == 1
    assert "\\x1b]0;x\\x07\\u202e" in done.stdout


def test_no_socket_is_opened_and_no_foreign_program_started(patient: Patient, tmp_path: Path) -> None:
    # the provider itself is another process, and its store needs no socket
    healthy(patient).project(f'{LISTED} = ["./evil"]\n')
    code = (
        "import os, sys\n"
        "started = []\n"
        "def watch(event, arguments):\n"
        "    if event.split('.')[0] in ('socket', 'http', 'urllib') or event in ('os.system', 'os.exec'):\n"
        "        os.write(2, event.encode())\n"
        "        os._exit(9)\n"
        "    if event == 'subprocess.Popen':\n"
        "        os.write(2, f'{arguments[1][0]}\\n'.encode())\n"
        "sys.addaudithook(watch)\n"
        f"sys.argv = [{PROGRAM!r}, 'doctor']\n"
        "from credprovider.launch import main\n"
        "sys.exit(main())\n"
    )
    environment = {name: value for name, value in patient.environment.items() if name != "DBUS_SESSION_BUS_ADDRESS"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=patient.folder, env=environment, capture_output=True, text=True, check=False
    )

    assert done.returncode == 1, done.stderr
    assert set(done.stderr.split()) == {PROGRAM, f"{patient.provider.root}/cargo", program_of(PROGRAM)}


def program_of(script: str) -> str:
    """Return the interpreter that a script names."""
    return Path(script).read_text().split("\n", 1)[0].removeprefix("#!")


RECORDER = '#!/bin/sh\ntouch {marker}\necho \'{{"v":[1]}}\'\nread line\necho \'{{"Err":{{"kind":"not-found"}}}}\'\n'


@pytest.mark.parametrize("run_providers", [False, True])
@pytest.mark.parametrize("where", ["project", "user", "project, by our name", "current folder, by our name"])
def test_who_is_started(where: str, run_providers: bool, patient: Patient) -> None:
    marker = patient.provider.root / "ran"
    script = RECORDER.format(marker=marker)
    if where == "user":
        path = program(patient.provider.root / "tools" / "other", script)
        patient.config(f'{ALT}credential-provider = ["{path}"]\n')
    elif where == "current folder, by our name":
        program(patient.folder / "cargo-credprovider", script)
        patient.extra["PATH"] = f".:{patient.environment['PATH']}"
        patient.config(OURS)
    else:
        name = "cargo-credprovider" if "name" in where else "other"
        program(patient.folder / "tools" / name, script)
        patient.project(f'{ALT}credential-provider = ["./tools/{name}"]\n')
    report = patient.report("alt", *(["--run-providers"] if run_providers else []))

    (asked,) = report["registries"][0]["providers"]
    assert marker.exists() == run_providers
    assert (asked["answer"] is not None) == run_providers
    assert bool(asked["unasked"]) != run_providers


def test_ours_is_started_when_a_project_names_it(patient: Patient) -> None:
    healthy(patient).config("")
    patient.project(OURS)
    (asked,) = patient.report("alt")["registries"][0]["providers"]

    assert asked["answer"]["kind"] == "token"


def test_another_installation_of_ours_is_started_for_the_user(patient: Patient) -> None:
    marker = patient.provider.root / "ran"
    path = program(patient.home / "bin" / "cargo-credential-customs", RECORDER.format(marker=marker))
    patient.config(f'{ALT}credential-provider = ["{path}"]\n')
    patient.report("alt")

    assert marker.exists()


BAD_TOKENS = {
    '"token":"x\\r\\nX-Evil: 1","cache":"session"': "error[bad-token]",
    '"token":"","cache":"session"': "error[bad-token]",
    '"token":"x","cache":"never"': "warning[token-not-kept]",
    '"token":"x","cache":"expires","expiration":1': "error[token-expires]",
    '"token":"x","cache":"expires","expiration":99999999999': "",
}


@pytest.mark.parametrize("fields", BAD_TOKENS)
def test_answers_of_others(fields: str, patient: Patient) -> None:
    answer = f'{{"Ok":{{"kind":"get",{fields},"operation_independent":false}}}}'
    (patient.folder / "answer").write_text(f"{answer}\n")
    script = "#!/bin/sh\necho '{\"v\":[1]}'\nread line\ncat answer\n"
    path = program(patient.provider.root / "tools" / "other", script)
    patient.config(f'{ALT}credential-provider = ["{path}"]\n')
    found = ids(patient.report("alt", "--run-providers"))

    about = [one for one in found if "token" in one]
    assert about == ([BAD_TOKENS[fields]] if BAD_TOKENS[fields] else [])


def test_a_provider_that_hangs(patient: Patient) -> None:
    path = program(patient.home / "bin" / "cargo-credential-customs", "#!/bin/sh\nexec sleep 60\n")
    patient.provider.extra["CREDPROVIDER_TIMEOUT"] = "0.1"
    patient.config(f'{ALT}credential-provider = ["{path}"]\n')
    report = patient.report("alt")

    assert "error[provider-broken]" in ids(report)
    assert report["registries"][0]["providers"][0]["answer"]["message"].startswith("nothing for 5.1 s")
