# Two commands do everything: `make demo` and `make test`.  Both need Python 3.11+ only.
PYTHON ?= python3
VENV = .venv
BIN = $(VENV)/bin

.PHONY: demo test check clean

demo: $(VENV)/demo-ready
	printf 'a key for the demonstration only' > $(VENV)/demo.key
	$(BIN)/nonesuch anonymize examples -o demo --key-file $(VENV)/demo.key \
	    --report demo/report.json
	$(BIN)/python examples/before_after.py examples demo demo/before_after.png
	@echo "Look at demo/before_after.png and open demo/report.html."

test: check
	$(BIN)/python -m pytest

check: $(VENV)/test-ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

$(VENV)/demo-ready: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet -e .
	touch $@

$(VENV)/test-ready: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet -e ".[train,world,measure,test]"
	# trackeval asks for OpenCV with windows, which must not lie over the one without
	$(BIN)/python -m pip install --quiet --no-deps trackeval==1.3.0
	touch $@

clean:
	rm -rf $(VENV) demo build dist
