import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from credprovider import settings, settings_cache, settings_check
from credprovider.errors import Other
from credprovider.settings import Settings, load_settings

TEXT = '[registries."sparse+https://a.example/"]\nstore = "vault"\nsecret = "kv/x"\n[vault]\naddress = "https://v.example"\n'


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CARGO_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A list that grows by one with every reading of the TOML itself."""
    done: list[str] = []
    real = settings_check.check_document

    def counted(data: bytes, path: str) -> "settings_cache.Plain":
        done.append(path)
        return real(data, path)

    monkeypatch.setattr(settings_check, "check_document", counted)
    return done


def write(home: Path, text: str = TEXT) -> Path:
    """Write settings that were there long enough to be kept."""
    path = home / settings.FILE_NAME
    path.write_text(text)
    while time.time_ns() - path.stat().st_ctime_ns < 60_000_000:
        time.sleep(0.01)
    return path


def replace_by_fifo(cache: Path) -> None:
    cache.unlink()
    os.mkfifo(cache)


def plain(loaded: Settings) -> object:
    return loaded.stores, {key: (entry.url, entry.tables) for key, entry in loaded.registries.items()}


def test_no_file_no_settings(home: Path) -> None:
    loaded = load_settings()

    assert (loaded.registries, loaded.stores) == ({}, {})
    assert list(home.iterdir()) == []


def test_the_second_request_reads_the_cache(home: Path, checks: list[str]) -> None:
    write(home)

    first, second = load_settings(), load_settings()

    assert len(checks) == 1
    assert plain(first) == plain(second)
    assert (home / "credprovider.cache.json").stat().st_mode & 0o777 == 0o600


def test_a_changed_file_is_read_anew(home: Path, checks: list[str]) -> None:
    path = write(home)
    load_settings()
    write(home, TEXT.replace("kv/x", "kv/y"))
    os.utime(path, ns=(0, 0))

    (registry,) = load_settings().registries.values()

    assert registry.tables["default"]["secret"] == "kv/y"
    assert len(checks) == 2


def test_a_file_that_was_just_written_is_not_kept(home: Path, checks: list[str]) -> None:
    # It could change again without a change of size or of its time stamp.
    (home / settings.FILE_NAME).write_text(TEXT)
    load_settings()

    assert not (home / "credprovider.cache.json").exists()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda cache: cache.write_text("{"),
        lambda cache: cache.write_text("[]"),
        lambda cache: cache.write_text('{"stamp":[1],"settings":{}}'),
        lambda cache: cache.write_text(json.dumps(json.loads(cache.read_text()) | {"settings": []})),
        lambda cache: cache.chmod(0o644),
        lambda cache: cache.chmod(0o660),
        lambda cache: (cache.rename(cache.with_name("other")), cache.symlink_to("other")),
        replace_by_fifo,
    ],
    ids=["torn", "other", "old", "shape", "readable", "writable", "link", "fifo"],
)
def test_whatever_is_wrong_with_the_cache_it_is_written_anew(
    home: Path, checks: list[str], spoil: Callable[[Path], object]
) -> None:
    write(home)
    expected = plain(load_settings())
    cache = home / "credprovider.cache.json"
    spoil(cache)

    assert plain(load_settings()) == expected
    assert len(checks) == 2
    assert plain(load_settings()) == expected
    assert len(checks) == 2
    assert cache.stat().st_mode & 0o7777 == 0o600
    assert not cache.is_symlink()


def test_another_format_is_another_stamp(home: Path, checks: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    write(home)
    load_settings()
    monkeypatch.setattr(settings_cache, "FORMAT", settings_cache.FORMAT + 1)
    load_settings()

    assert len(checks) == 2


def test_a_cache_that_cannot_be_written_is_no_failure(
    home: Path, checks: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    write(home)
    monkeypatch.setattr(os, "write", full)

    assert load_settings().stores["vault"]
    assert [path.name for path in home.iterdir()] == [settings.FILE_NAME]


def test_a_mistake_is_told_every_time(home: Path) -> None:
    write(home, "[regstries]")
    for _ in range(2):
        with pytest.raises(Other, match="regstries"):
            load_settings()


def test_settings_that_others_may_write_are_refused(home: Path) -> None:
    # abuse case 80
    write(home).chmod(0o666)

    with pytest.raises(Other, match="others may change it"):
        load_settings()
