# make repro: set up and run the audit.  make test: set up and run every test.
# make openvino: add the openvino extra; VENV=.venv-openvino puts it into an environment of its own.
PYTHON ?= python3
VENV := .venv
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)

.PHONY: repro test lint openvino lock

repro: $(VENV)/runtime
	@python -m stages.commands.preflight
	dvc repro
	@echo "Open reports/index.html"

# With the extra: its tests would skip without it
test: $(VENV)/development $(VENV)/openvino
	pytest -m "" -n 2 --dist worksteal

lint: $(VENV)/development
	ruff check . && ruff format --check . && mypy

$(VENV)/runtime: requirements.lock
	@PYTHON=$(PYTHON) sh .ci/preflight
	$(PYTHON) -m venv $(VENV)
	pip install --quiet --disable-pip-version-check --requirement requirements.lock
	@touch $@

$(VENV)/development: $(VENV)/runtime requirements-dev.lock
	pip install --quiet --disable-pip-version-check --requirement requirements-dev.lock
	@touch $@

openvino: $(VENV)/openvino

# Without dependencies: the lock leaves out the package that reports on its use.
$(VENV)/openvino: $(VENV)/runtime requirements-openvino.lock
	pip install --quiet --disable-pip-version-check --no-deps --requirement requirements-openvino.lock
	@touch $@

# Resolve pyproject.toml afresh. torch carries no local tag, so that the lock serves CPU and GPU builds.
lock:
	$(PYTHON) .ci/lock.py
