"""What doctor says is what cargo does: the same scene for both."""

import json
from typing import Any

import pytest

from tests.cargo_home import Run
from tests.credprovider.doctor.patient import ids, program
from tests.credprovider.provider import PROGRAM
from tests.e2e.company import Company
from tests.servers.cargo_registry.accounts import OWNER
from tests.servers.secret_service import SecretService

SHIM = """\
#!/bin/sh
sleep 0.3
export PYENV_ROOT={root} PYENV_VERSION=3.11.7
export PATH="{root}/versions/3.11.7/bin:$PATH"
exec "{root}/versions/3.11.7/bin/cargo-credprovider" "$@"
"""
FILE = 'store = "file"'
PLAIN = '[file]\nprotection = "none"'


def doctor(company: Company, *words: str) -> Any:
    """Return the report of `cargo credprovider doctor company`."""
    run = company.cargo.run("credprovider", "doctor", "company", "--json", *words)
    assert run.status in (0, 1), run.said
    assert OWNER.token not in run.said
    return json.loads(run.stdout)


def serious(report: Any) -> list[str]:
    return [found for found in ids(report) if not found.startswith("advice")]


def search(company: Company) -> Run:
    """Run a command for which cargo needs a token."""
    return company.cargo.run("search", "-v", "--registry", "company", "x")


def asked(run: Run) -> list[str]:
    """Return the providers that cargo said it asks."""
    lines = [line.split() for line in run.stderr.splitlines()]
    return [words[1] for words in lines if words[:1] == ["Credential"]]


def named(report: Any) -> list[str]:
    return [provider["program"] for provider in report["registries"][0]["providers"]]


def test_nothing_is_wrong_and_cargo_works(file_store: Company) -> None:
    file_store.log_in(OWNER.token)
    report = doctor(file_store)
    run = search(file_store)

    assert serious(report) == []
    assert report["cargo"]["version"].startswith("cargo 1.")
    assert report["registries"][0]["index_url"] == file_store.registry.index_url
    assert report["registries"][0]["providers"][0]["answer"]["kind"] == "token"
    assert run.status == 0, run.said
    assert set(asked(run)) == set(named(report)) == {"cargo-credprovider"}


def test_no_token_and_then_the_help_is_followed(file_store: Company) -> None:
    report = doctor(file_store)
    assert serious(report) == ["warning[no-token]"]
    assert "no token found" in search(file_store).stderr

    (finding,) = [found for found in report["registries"][0]["findings"] if found["id"] == "no-token"]
    assert finding["help"] == "run `cargo login --registry company`"
    file_store.log_in(OWNER.token)
    assert serious(doctor(file_store)) == []


def test_the_last_of_the_list_is_asked_first(company: Company) -> None:
    company.settings(FILE, more=PLAIN)
    config = company.registry.config("company")
    wrong = '[registry]\nglobal-credential-providers = ["cargo-credprovider", "cargo:token"]\n'
    company.cargo.config(config + wrong)
    assert serious(doctor(company)) == ["warning[provider-never-asked]", "warning[no-token]"]
    company.log_in(OWNER.token)  # which goes where doctor says that it goes
    assert OWNER.token in (company.cargo.path / "credentials.toml").read_text()

    report = doctor(company)
    run, tokens = company.tokens_during(lambda: search(company))
    assert serious(report) == ["warning[token-in-plaintext]", "error[provider-never-asked]", "warning[no-token]"]
    assert (asked(run), tokens) == (["cargo:token"], {OWNER.token})
    assert named(report) == ["cargo:token", "cargo-credprovider"]

    company.cargo.config(
        config + wrong.replace('"cargo-credprovider", "cargo:token"', '"cargo:token", "cargo-credprovider"')
    )
    assert company.log_in(OWNER.token).status == 0
    (company.cargo.path / "credentials.toml").unlink()
    assert serious(doctor(company)) == []
    assert asked(search(company))[0] == "cargo-credprovider"


@pytest.mark.parametrize("own", [True, False])
def test_a_token_that_cargo_ignores(own: bool, company: Company) -> None:
    company.settings(FILE, more=PLAIN)
    if not own:
        listed = '[registry]\nglobal-credential-providers = ["cargo-credprovider"]\n'
        company.cargo.config(company.registry.config("company") + listed)
    company.log_in(OWNER.token)
    company.cargo.extra["CARGO_REGISTRIES_COMPANY_TOKEN"] = OWNER.token
    report = doctor(company)
    run = search(company)

    (finding,) = report["findings"][-1:]
    assert (finding["id"], finding["place"]["path"]) == ("ignored-token", "CARGO_REGISTRIES_COMPANY_TOKEN")
    assert f"warning: {finding['message'].removeprefix('cargo warns: ')}" in run.stderr


def test_a_program_that_is_not_there(company: Company) -> None:
    company.providers('credential-provider = ["cargo-credprovidr"]')

    assert "error[program-not-found]" in ids(doctor(company))
    assert "failed to spawn credential process" in search(company).stderr


def test_a_program_whose_python_is_gone(company: Company) -> None:
    path = program(company.cargo.root / "cargo-credprovider", "#!/nowhere/bin/python\n")
    company.providers(f'credential-provider = ["{path}"]')

    assert "error[interpreter-not-found]" in ids(doctor(company))
    assert "No such file or directory" in search(company).stderr


def test_an_index_with_two_names(company: Company) -> None:
    company.providers('credential-provider = "x"', company.registry.config("other"))
    report = doctor(company)

    (finding,) = report["registries"][0]["findings"]
    assert finding["id"] == "config-error"
    assert finding["message"].removeprefix("cargo stops: ") in search(company).stderr


def test_a_projects_config_is_obeyed_by_cargo_and_not_by_doctor(file_store: Company) -> None:
    root = file_store.cargo.root
    marker = root / "ran"
    program(root / "evil", f"#!/bin/sh\ntouch {marker}\n")
    (root / ".cargo").mkdir()
    (root / ".cargo" / "config.toml").write_text('[registries.company]\ncredential-provider = "./evil"\n')
    file_store.cargo.config(file_store.registry.config("company"))
    report = doctor(file_store)

    assert "error[project-provider]" in ids(report)
    assert named(report) == [f"{root}/./evil"]
    assert not marker.exists()
    search(file_store)
    assert marker.exists()


@pytest.mark.parametrize("listed", [True, False])
def test_a_token_in_plain_text_and_then_the_help_is_followed(listed: bool, company: Company) -> None:
    company.settings(FILE, more=PLAIN)
    if listed:
        both = '[registry]\nglobal-credential-providers = ["cargo:token", "cargo-credprovider"]\n'
        company.cargo.config(company.registry.config("company") + both)
    credentials = company.cargo.path / "credentials.toml"
    credentials.write_text(f'[registries.company]\ntoken = "{OWNER.token}"\n')
    credentials.chmod(0o600)
    report = doctor(company)
    (finding,) = [found for found in report["findings"] if found["severity"] != "advice"]
    assert finding["id"] == ("token-in-plaintext" if listed else "ignored-token")

    program, *words = finding["help"].removeprefix("run `").removesuffix("`").split()
    done = company.cargo.program(program, *words)
    assert done.status == 0, done.said
    assert serious(doctor(company)) == []
    run, tokens = company.tokens_during(lambda: search(company))
    assert (set(asked(run)), tokens) == ({"cargo-credprovider"}, {OWNER.token})


def test_nothing_is_wrong_after_setup(company: Company) -> None:
    company.settings(FILE, more=PLAIN)
    company.cargo.config(company.registry.config("company"))
    assert serious(doctor(company)) == ["warning[no-provider-configured]"]

    assert company.cargo.run("credprovider", "setup").status == 0
    company.log_in(OWNER.token)
    report = doctor(company)
    (provider, last) = report["registries"][0]["providers"]
    assert serious(report) == []
    assert "slow-python" not in str(ids(report))
    assert provider["program"] == str(company.cargo.path / "bin" / "cargo-credential-customs")
    assert provider["interpreter"][1:] == ["-IS"]
    assert provider["answer"]["kind"] == "token"
    assert last["program"] == "cargo:token"
    assert set(asked(search(company))) == {provider["program"]}


def test_a_keyring_that_is_locked(company: Company, secret_service: SecretService) -> None:
    company.cargo.extra |= {"DBUS_SESSION_BUS_ADDRESS": secret_service.bus}
    company.settings('store = "secret-service"')
    company.log_in(OWNER.token)
    assert serious(doctor(company)) == []

    secret_service.lock()
    report = doctor(company)
    (answer,) = [provider["answer"] for provider in report["registries"][0]["providers"]]
    assert serious(report) == ["error[provider-fails]"]
    assert answer["message"] in search(company).stderr


def test_a_shim_of_pyenv_although_doctor_was_started_by_it(file_store: Company) -> None:
    file_store.log_in(OWNER.token)
    root = file_store.cargo.root / ".pyenv"
    (root / "versions" / "3.11.7" / "bin").mkdir(parents=True)
    (root / "versions" / "3.11.7" / "bin" / "cargo-credprovider").symlink_to(PROGRAM)
    shim = program(root / "shims" / "cargo-credprovider", SHIM.replace("{root}", str(root)))
    file_store.cargo.extra["PATH"] = f"{shim.parent}:{file_store.cargo.environment['PATH']}"
    report = doctor(file_store)
    (provider,) = report["registries"][0]["providers"]

    assert serious(report) == ["warning[version-manager-shim]"]
    assert provider["path"] == str(shim)
    assert provider["answer"]["kind"] == "token"
    assert provider["answer"]["milliseconds"]["hello"] >= 300
    assert search(file_store).status == 0


def test_crates_io_and_the_wrong_key_for_it(company: Company) -> None:
    company.cargo.config('[registries.crates-io]\ncredential-provider = ["cargo-credprovider"]\n')
    run = company.cargo.run("credprovider", "doctor", "crates-io", "--json")
    report = json.loads(run.stdout)

    assert "warning[ignored-crates-io-provider]" in ids(report)
    assert named(report) == ["cargo:token"]
    logout = company.cargo.run("-v", "logout")
    assert asked(logout) == ["cargo:token"]
