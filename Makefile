# Thin names for commands. `make run` and `make test` work on a fresh clone.
.PHONY: setup run test lint bench clean

# .venv/ with everything pip installs, and .venv/bin/ogi.
setup:
	@bash tools/setup.sh run

# The whole way with the bundled sample portals: crawl, build, release, and the site on http://127.0.0.1:8001
run: setup
	@.venv/bin/ogi run

# As in CI. Installs a browser, fonts and an office converter where it may.
test:
	@bash tools/setup.sh test
	@$(MAKE) --no-print-directory lint
	.venv/bin/python -m pytest -n 2 -rs

lint: setup
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy

# Measures and writes docs/benchmarks.md.
bench: setup
	.venv/bin/python tools/bench.py

# Takes away what can be made again. data/ stays.
clean:
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
