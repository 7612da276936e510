# Every target sets up what it needs; a second call starts at once.
.PHONY: run demo test test-fast lint format bench study peers lock messages
bin := .venv/bin

run:
	@.ci/setup run
	@$(bin)/python -m calibration.pool.examples
	@$(bin)/python -m simulation
	@$(bin)/python -m streamlit run app.py

demo:
	@.ci/setup run
	@$(bin)/jauge demo

test:
	@.ci/setup dev
	@.ci/browser
	@$(bin)/python -m simulation
	@$(bin)/python -m pytest -n 2 --dist loadfile -m "not pages"
	@$(bin)/python -m pytest -m pages

test-fast:
	@.ci/setup dev
	@$(bin)/python -m pytest -m "not slow and not pages"

lint:
	@.ci/setup dev
	@$(bin)/ruff check .
	@$(bin)/ruff format --check .
	@$(bin)/mypy
	@$(bin)/lint-imports

format:
	@.ci/setup dev
	@$(bin)/ruff check --fix-only .
	@$(bin)/ruff format .

bench:
	@.ci/setup dev
	@$(bin)/jauge bench
	@$(bin)/python -m tests.benchmarks.demand

# Results with their date go to docs/studies.md; hours on two cores. See tests/studies/__main__.py.
study:
	@.ci/setup dev
	@$(bin)/python -m tests.studies

# What `jauge backtest --peers` compares with, in an environment of its own.
peers:
	@.ci/setup peers

# Renews the locks from pyproject.toml (uv is fetched by .ci/setup).
lock:
	@.ci/setup dev
	@.ci/lock

# Brings both catalogues up to date with the texts in the code.
messages:
	@.ci/setup dev
	@$(bin)/python .ci/messages.py
