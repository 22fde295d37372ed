"""What it costs to start Python."""

import os
import subprocess
import sys
from pathlib import Path

from credprovider.doctor.python_start import measure_start


def test_this_python(tmp_path: Path) -> None:
    start = measure_start((sys.executable, "-I"), os.environ)

    assert start is not None
    assert start.version == sys.version.split()[0]
    assert start.flags == ("-I",)
    assert 0 < start.bare < 5000
    assert 0 < start.launched < 5000


def test_a_heavy_file_is_named(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv"], check=True)
    (packages,) = (tmp_path / "venv" / "lib").glob("python*/site-packages")
    heavy = packages / "heavy.pth"
    heavy.write_text("import time; time.sleep(0.05)\n")
    (packages / "light.pth").write_text("/nowhere\n")
    python = str(tmp_path / "venv" / "bin" / "python")

    start = measure_start((python,), os.environ)
    assert start is not None
    assert start.launched - start.bare >= 40
    ((path, milliseconds), *_) = start.pth
    assert path == str(heavy)
    assert milliseconds >= 40

    without_site = measure_start((python, "-IS"), os.environ)
    assert without_site is not None
    assert without_site.pth == ()
    assert without_site.launched < 40 + without_site.bare


def test_nothing_of_the_current_folder_is_imported(tmp_path: Path, monkeypatch: object) -> None:
    # abuse case 90
    marker = tmp_path / "ran"
    for name in ("sitecustomize", "usercustomize", "json", "site"):
        (tmp_path / f"{name}.py").write_text(f"open({str(marker)!r}, 'w')\n")
    code = "import os\nfrom credprovider.doctor.python_start import measure_start\n"
    code += f"print(measure_start(({sys.executable!r},), {{**os.environ, 'PYTHONPATH': ':'}}))\n"
    done = subprocess.run([sys.executable, "-I", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)

    assert "PythonStart" in done.stdout
    assert not marker.exists()


def test_what_is_no_python(tmp_path: Path) -> None:
    assert measure_start(("/bin/true",), os.environ) is None
    assert measure_start(("/nowhere/python",), os.environ) is None
