# Two commands: `make demo` and `make test`. Both need python3 (>= 3.11) with venv and pip inside it, nothing else.
PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null)
GOLDEN := $(wildcard ../shared/golden)
export SYNCD_GOLDEN ?= $(abspath $(GOLDEN))

.PHONY: demo test setup check unit soak planted test-systemd lock clean

demo: .cache/runtime/.ready
	@.cache/runtime/bin/syncd demo

test: check unit

check: .venv/.ready
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports

# Twice as many as there are processors: many tests wait for processes that wait for a service; each worker costs a start.
WORKERS ?= $(shell expr 2 '*' $$(nproc 2>/dev/null || echo 1))

unit: .venv/.ready
	.venv/bin/pytest -n $(WORKERS) --dist worksteal

setup: .venv/.ready

.venv/.ready: requirements-dev.lock pyproject.toml
	@sh .ci/setup $(PYTHON) .venv requirements-dev.lock

.cache/runtime/.ready: requirements.lock pyproject.toml
	@sh .ci/setup $(PYTHON) .cache/runtime requirements.lock

# The lock files hold hashes and no host names.
lock:
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 pyproject.toml -o requirements.lock
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 pyproject.toml --extra notify --group dev -o requirements-dev.lock

clean:
	rm -rf .cache .venv dist

# The proofs that take long: random histories and kills for as long as wanted, and bugs planted on purpose.
soak: .venv/.ready
	.venv/bin/python -m tests.engine.soak --histories 100000
	.venv/bin/python -m tests.system.killing --kills 1000

planted: .venv/.ready
	.venv/bin/python -m tests.engine.planted

# A whole system with the real systemd, where root, systemd-nspawn and debootstrap are at hand.
test-systemd:
	@sh tests/systemd_boot/boot.sh
