# Each target sets up what it needs in .venv, inside this folder, and can be run again.

PYTHON ?= python3
PIP = .venv/bin/python -m pip install --quiet --disable-pip-version-check

.PHONY: help demo test lint bench proof manifests fuzz agree clean programs

help:
	@echo "make demo   real cargo logs in to, publishes to and reads from a private registry; the linter finds six mistakes"
	@echo "make test   every test, against real servers"
	@echo "make lint   ruff and mypy"
	@echo "make bench  how long it takes, next to what one would use instead"
	@echo "make proof  real OpenBao servers that fail, and a burst of a thousand CI jobs, counted"
	@echo "make manifests  several hundred packages from crates.io, none of which may be foreseen to be refused"
	@echo "make fuzz   random requests to the provider for five minutes (FUZZ_SECONDS=60 for one)"
	@echo "make agree  random workspaces, real cargo and the prediction side by side for five minutes (AGREE_SECONDS=60 for one)"
	@echo "make clean  remove what the others made"

demo: .venv/base
	@command -v cargo >/dev/null || { echo "cargo is missing: install Rust with rustup, or the Debian package cargo"; exit 1; }
	@PYTHONPYCACHEPREFIX="$(CURDIR)/.venv/pycache" .venv/bin/python -m tests.demo

test: .venv/dev programs
	@echo "running every test"
	@.venv/bin/python -m pytest --numprocesses auto

lint: .venv/dev
	@echo "ruff check, ruff format, mypy"
	@.venv/bin/ruff check
	@.venv/bin/ruff format --check
	@.venv/bin/mypy

bench: .venv/dev programs
	@.venv/bin/python -m tests.bench

proof: .venv/dev programs
	@PYTHONPYCACHEPREFIX="$(CURDIR)/.venv/pycache" .venv/bin/python -m tests.proof

manifests: .venv/dev programs
	@.venv/bin/python -m tests.proof.real_manifests

fuzz: .venv/dev
	@.venv/bin/python -m tests.credprovider.fuzz

agree: .venv/dev programs
	@PYTHONPYCACHEPREFIX="$(CURDIR)/.venv/pycache" .venv/bin/python -m tests.policy.agree

clean:
	rm -rf .venv dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

# Only says what is missing: the tests that need it are skipped, or fail where CI is set.
programs:
	@for pair in cargo:cargo dbus-daemon:dbus-daemon gnome-keyring-daemon:gnome-keyring secret-tool:libsecret-tools; do \
	  command -v "$${pair%%:*}" >/dev/null || echo "$${pair%%:*} is missing: apt-get install $${pair##*:}"; \
	done

.venv/base: pyproject.toml | .venv/bin/python
	@echo "installing cargo-customs into .venv"
	@$(PIP) --editable .
	@touch $@

.venv/dev: pyproject.toml | .venv/bin/python
	@echo "installing cargo-customs and the tools of its developers into .venv"
	@$(PIP) --editable '.[dev]'
	@touch $@ .venv/base

.venv/bin/python:
	@echo "making the virtual environment .venv"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed"; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "venv is missing: apt-get install python3-venv"; exit 1; }
	@$(PIP) --upgrade pip
