# dubbench: `make demo` dubs the demo episode, `make test` runs every test. Both set up what they need.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OPTIONAL := whisper argos coqui

.PHONY: demo test clips lint types imports check bench bench-window bench-review review-random setup models demos monkey screenshots clean help $(OPTIONAL:%=test-%)

help:
	@echo "make demo   dub the demo episode into Brazilian Portuguese"
	@echo "make test   run all tests but the slow ones of make clips"
	@echo "make test-whisper, test-argos, test-coqui   an optional engine, in an environment of its own"
	@echo "make clips  dub real recordings; their folder in DUBBENCH_CLIPS"
	@echo "make monkey 10,000 things done to the window at random, four times, and undone"
	@echo "make screenshots   pictures of every screen of the window, in out/screenshots"
	@echo "make check  linters, types, import law"
	@echo "make bench  speed, memory and quality on the demos"
	@echo "make bench-review  how long people wait in review, at 60,000 targets"
	@echo "make review-random  10,000 edits, signatures, undos and revocations at random, checked one by one"
	@echo "make bench-window  how long people wait in the window"

$(VENV)/.ready: pyproject.toml scripts/setup.sh scripts/qt_libraries.sh
	bash scripts/setup.sh "$(PYTHON)" "$(VENV)"

setup: $(VENV)/.ready

models: setup
	@$(BIN)/dubbench models install --default --quiet
	@$(BIN)/dubbench models install ge2e --quiet

demo: models
	@bash scripts/demo.sh "$(BIN)"

test: models
	@$(BIN)/python -c "import PySide6.QtWidgets" 2>/dev/null || echo "The window's tests are left out:" \
	  "its system libraries are missing. See what scripts/qt_libraries.sh says."
	$(BIN)/python -m pytest -m "not (clips and slow)" \
	  $$($(BIN)/python -c "import PySide6.QtWidgets" 2>/dev/null || echo "-p no:pytest-qt --ignore=tests/gui")

clips: models
	$(BIN)/python -m pytest -m clips

monkey: models
	DUBBENCH_MONKEY=10000 $(BIN)/python -m pytest tests/gui/test_monkey.py

screenshots: models
	$(BIN)/python scripts/screenshots.py

$(OPTIONAL:%=test-%): test-%:
	@bash scripts/setup_engine.sh "$(PYTHON)" .venv-$* engines $* dev
	@[ ! -f scripts/setup_$*.sh ] || bash scripts/setup_$*.sh .venv-$*
	@.venv-$*/bin/dubbench models install --default --quiet
	.venv-$*/bin/python -m pytest tests/providers/test_conformance.py -k "$* and not faster or loads_no_library"
	.venv-$*/bin/python -m pytest tests/optional/$*

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

imports: setup
	$(BIN)/lint-imports

check: lint types imports

demos: models
	$(BIN)/python scripts/make_demo.py

bench: models
	$(BIN)/python scripts/bench.py

bench-window: models
	$(BIN)/python scripts/bench_window.py

bench-review: setup
	$(BIN)/python scripts/bench_review.py

review-random: setup
	DUBBENCH_RANDOM_STEPS=10000 $(BIN)/python -m pytest -s tests/app/test_review_at_random.py

clean:
	rm -rf $(VENV) build dist out
