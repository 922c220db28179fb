# `make run` and `make test` need Python 3.11 or newer and make; they install the rest into .venv.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# Tests run in two processes; for one, and for a single test, call pytest itself.
PYTEST := $(BIN)/python -m pytest --numprocesses 2 --dist worksteal --durations 10

.PHONY: run test test-all bench results studies docs validation clean

run: .venv/base.stamp
	$(BIN)/corridor run scenarios/jump_2_6x.yaml

test: .venv/test.stamp
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(PYTEST)

test-all: .venv/test.stamp
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(PYTEST) -m ""

# The published results, regenerated from the shipped scenarios.
PUBLISHED := baseline jump_2_6x jump_2_6x_titr low high stress
# Ranked with so many levers, so many rungs, and at most so many replications.
RANKED := jump_2_6x:12:2:4 jump_2_6x_titr:15:5:12 high:12:2:4 stress:9:2:4
BOTTLENECKS := $(BIN)/corridor bottlenecks --results results/published
results: .venv/base.stamp
	for name in $(PUBLISHED); do \
	  $(BIN)/corridor run scenarios/$$name.yaml --results results/published --force || exit $$?; \
	done
	for one in $(RANKED); do \
	  set -- $$(echo $$one | tr : ' '); \
	  $(BOTTLENECKS) scenarios/$$1.yaml --year 2029 --levers $$2 --rungs $$3 --replications $$4 \
	    --target-teu 300000 --target-days 18 || exit $$?; \
	done
	$(BOTTLENECKS) scenarios/jump_2_6x.yaml --year 2029 --levers 12 --replications 4 \
	  --flows china_through_kazakhstan
	$(BOTTLENECKS) scenarios/studies/worlds/jump_of_the_corridor.yaml --year 2030
	$(BOTTLENECKS) scenarios/baseline.yaml --multiples-of 2025 --at 2.6 --replications 4

# The answers of the shipped studies: hours, for two of them hold all trains over the border.
studies: .venv/base.stamp
	for study in scenarios/studies/*.yaml; do \
	  $(BIN)/corridor compare $$study --results results/published --force || exit $$?; \
	done

# The pages that say what was checked, from the checks themselves; minutes.
validation: .venv/test.stamp
	$(BIN)/python -m tests.theory.page
	$(BIN)/python -m tests.properties.breaks
	$(BIN)/python -m tests.breaks.page
	$(BIN)/python -m tests.oracle.breaks
	$(BIN)/python -m tests.oracle.hard_worlds

# The reference of the scenario language, from the models that check a scenario.
docs: .venv/base.stamp
	$(BIN)/corridor schema --markdown > docs/reference/scenario_language.md

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
	find sim tests -name __pycache__ -type d -prune -exec rm -rf {} +

# The yardstick of speed: the peers, the gates, and the table in docs/speed.md.
bench: .venv/bench.stamp
	CORRIDOR_INTERPRETED=1 $(BIN)/python -m benchmarks.speed

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv .venv

# Installed again only when pyproject.toml changes: the package itself is editable.
.venv/base.stamp: pyproject.toml | .venv/bin/python
	$(PIP) install --editable .
	touch $@

.venv/test.stamp: pyproject.toml | .venv/bin/python
	$(PIP) install --editable '.[test]'
	touch $@ .venv/base.stamp

.venv/bench.stamp: pyproject.toml | .venv/bin/python
	$(PIP) install --editable '.[bench]'
	touch $@ .venv/base.stamp
