# Folkmoot. `make demo` shows it, `make test` proves it.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
# Some machines are told to keep no compiled modules; then each of a hundred processes compiles Django anew.
unexport PYTHONDONTWRITEBYTECODE
DJHTML_FILES = $$(git ls-files 'templates/*.html')

.PHONY: demo test check bench format clean

demo: .venv/runtime.stamp
	@$(BIN)/python manage.py demo --port $(PORT)

test: .venv/dev.stamp
	@$(BIN)/python -m tests

check: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djhtml --check --tabwidth 2 $(DJHTML_FILES)
	$(BIN)/djade --target-version 5.2 --check $(DJHTML_FILES)
	$(BIN)/lint-imports
	$(BIN)/mypy analysis core panel consultations polls forums results home
	$(BIN)/python manage.py makemigrations --check --dry-run --settings config.settings.test

bench: .venv/dev.stamp
	@$(BIN)/python -m benchmarks

format: .venv/dev.stamp
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .
	$(BIN)/djade --target-version 5.2 $(DJHTML_FILES) ; $(BIN)/djhtml --tabwidth 2 $(DJHTML_FILES)

clean:
	rm -rf .venv var

# ---- the environment: made once, renewed when a lock file changes -----------------------------

.venv/bin/uv: requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo "Folkmoot needs Python 3.11 or newer as '$(PYTHON)'. On Debian: apt install python3 python3-venv"; exit 1; }
	@$(PYTHON) -m venv .venv \
	  || { echo "Python cannot make a virtual environment. On Debian: apt install python3-venv"; exit 1; }
	@echo "Installing the installer ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

.venv/runtime.stamp: requirements/runtime.txt .venv/bin/uv
	@echo "Installing what the site needs ..."
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/runtime.txt
	@touch $@

.venv/dev.stamp: requirements/dev.txt .venv/runtime.stamp
	@echo "Installing what the tests need ..."
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $@
