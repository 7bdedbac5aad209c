# The commands of the README. Needs make, Python 3.11 or newer (PYTHON=... picks one) and a package index that pip can reach.
#   make run     the workbench on Luohu            make test    everything that must hold
#   make setup   the whole environment, no more    make nightly the long tests      make bench   speed and quality

SHELL := /bin/sh
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; exit; }; done; echo python3)
VENV ?= .venv
BIN := $(VENV)/bin
WORKERS ?= 2
SPREAD = -n $(WORKERS) --dist loadscope --no-loadscope-reorder
ARGS ?=

# One stamp for each set of extras; a change of pyproject.toml makes them stale.
BASE := $(VENV)/.ready-test
FULL := $(VENV)/.ready-full
# The libraries' types, read once into .mypy_cache: a check of types then reads only what is ours.
TYPES := $(VENV)/.ready-types

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run setup test nightly bench clean

help:
	@sed -n '2,3p' Makefile | sed 's/^# *//'

run: $(BASE)
	@exec $(BIN)/workbench serve $(ARGS)

setup: $(FULL) $(TYPES)

test: $(BASE) $(TYPES)
	@$(BIN)/python -m pytest $(SPREAD) $(ARGS)

nightly: $(FULL) $(TYPES)
	@HYPOTHESIS_PROFILE=nightly $(BIN)/python -m pytest -m nightly $(SPREAD) $(ARGS)

bench: $(FULL)
	@$(BIN)/python -m benchmarks $(ARGS)

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .import_linter_cache

$(BASE): pyproject.toml | $(VENV)/pyvenv.cfg
	@$(call install,test)

$(FULL): pyproject.toml | $(VENV)/pyvenv.cfg
	@$(call install,test$(comma)notebooks$(comma)dask$(comma)peers)
	@touch $(BASE)

$(TYPES): tests/house/typed_libraries.py pyproject.toml | $(BASE)
	@$(BIN)/python -m mypy $< >/dev/null || true; touch $@

$(VENV)/pyvenv.cfg:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Python 3.11 or newer is needed; '$(PYTHON)' is: $$("$(PYTHON)" --version 2>&1)." >&2; \
	  echo "Install one, or name it: make PYTHON=/path/to/python3.12 run" >&2; exit 1; }
	@"$(PYTHON)" -m venv --clear $(VENV) || { rm -rf $(VENV); \
	  echo "Could not make $(VENV); on Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }

comma := ,
# install EXTRAS: this project, editable, with the extras, and the stamp (only when pip has succeeded).
# Compiling afterwards, on all processors and without the libraries' own tests, is a fifth faster than pip's way; our
# own code is compiled too, or every process of a session that may not write such files would do it for itself.
# The kernels are compiled here too: they stay on disk, so that no process has to do it for itself.
define install
echo "Installing the workbench into $(VENV) (once; some minutes on a slow line) ..." >&2; \
$(BIN)/python -m pip install -qq --no-input --no-compile --disable-pip-version-check --editable ".[$(1)]" \
  || exit 1; \
$(BIN)/python -m compileall -q -j 0 -x '/tests?/' $(VENV)/lib models workbench >/dev/null 2>&1; \
$(BIN)/python -m workbench.kernels || exit 1; \
touch $@
endef
