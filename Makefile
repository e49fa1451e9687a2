# `make demo` and `make test` start from nothing; everything they need goes into .venv.
PYTHON ?= python3
KEYS ?= 5
BIN := .venv/bin
export PATH := $(CURDIR)/.venv/bin:$(PATH)

FAULTS ?= 50
.PHONY: demo test check faults release audit map site screens bench lock clean
.DELETE_ON_ERROR:

demo: .venv/.ready        ## a small class, simulated, graded in the sandbox, explained
	@sh tools/demo.sh

test: .venv/.ready        ## every check: style, types, stale releases, tests
	@$(MAKE) --no-print-directory check
	@PYTHON=$(PYTHON) sh tools/bootstrap.sh browser
	@PYTHON=$(PYTHON) sh tools/bootstrap.sh postgres
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

check: .venv/.ready       ## the fast checks: style, types, dead code, dependencies, stale releases
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/vulture
	$(BIN)/deptry .
	$(BIN)/autograder release --check

faults: .venv/.ready      ## every kind of process comes to harm FAULTS times in a class of 60; hours
	@PYTHON=$(PYTHON) sh tools/bootstrap.sh postgres
	FAULTS=$(FAULTS) $(BIN)/python -m pytest -q -n0 -rA tests/faults

release: .venv/.ready     ## write release/ and solutions/ from source/
	$(BIN)/autograder release

audit: .venv/.ready       ## what the hidden tests catch under new keys, and which mutants of the solutions survive
	$(BIN)/autograder audit --short --keys $(KEYS)
	$(BIN)/autograder audit --short --mutants

map: .venv/.ready         ## the map of the course in README.md, from the notebooks
	$(BIN)/python -m tools.course_map --write

site: .venv/.ready        ## documentation and the course as a book into site/, to be opened without a network
	$(BIN)/python -m tools.site

screens: .venv/.ready     ## the screens of the guides in docs/ anew, from a graded class and a real browser
	@PYTHON=$(PYTHON) sh tools/bootstrap.sh browser
	SCREENS=1 $(BIN)/python -m pytest -q -n0 tests/browser/test_screens.py

bench: .venv/.ready       ## this engine against stock nbgrader, its own floor and itself; tables in benchmarks/results/
	$(BIN)/python -m benchmarks

lock: .venv/.ready        ## requirements.lock anew, from pyproject.toml
	sh tools/lock.sh

clean:                    ## remove what was made here
	rm -rf .venv demo-course site .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info

.venv/.ready: pyproject.toml requirements.lock tools/bootstrap.sh
	@PYTHON=$(PYTHON) sh tools/bootstrap.sh
