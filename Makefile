# The front door. `make help` lists what it opens.
SHELL := /bin/bash
JOBS ?= $(shell nproc)
PREFIX ?= /usr/local
# ON makes every warning an error, as CI has it.
WERROR ?= OFF
# A sanitizer must find bugs, not be put off by the kernel's wide randomisation.
SANITIZER_ENV := ASAN_OPTIONS=detect_stack_use_after_return=0 \
                 UBSAN_OPTIONS=print_stacktrace=1 \
                 TSAN_OPTIONS=second_deadlock_stack=1

.DEFAULT_GOAL := help
.PHONY: help deps demo test build bench asan tsan fuzz-smoke format lint generate install clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

deps: ## install what building, testing and the demo need (Debian, Ubuntu)
	@scripts/install-deps

demo: deps build ## build, start a local demo site, fetch a list sync and async
	cmake --build --preset release -j $(JOBS) --target demo_site
	@scripts/demo build/release/gfetch

test: deps ## install what is needed, build everything, run all tests
	cmake --preset dev -DGFETCH_WARNINGS_AS_ERRORS=$(WERROR)
	cmake --build --preset dev -j $(JOBS)
	ctest --preset dev -j $(JOBS)

build: ## build the release binary, build/release/gfetch
	@scripts/configure release build
	cmake --build --preset release -j $(JOBS)

bench: ## run the benchmarks beside the peers (SCENARIO=... ROUNDS=...)
	@scripts/install-deps build bench
	cmake --preset bench
	cmake --build --preset bench -j $(JOBS)
	bench/run $(if $(ROUNDS),--rounds $(ROUNDS)) $(SCENARIO)

asan: ## build and test with AddressSanitizer and UBSan
	@scripts/configure asan build test
	cmake --build --preset asan -j $(JOBS)
	$(SANITIZER_ENV) ctest --preset asan -j $(JOBS)

tsan: ## build and test with ThreadSanitizer
	@scripts/configure tsan build test
	cmake --build --preset tsan -j $(JOBS)
	$(SANITIZER_ENV) ctest --preset tsan -j $(JOBS)

fuzz-smoke: ## run each fuzz target for FUZZ_SECONDS (60), by clang
	@scripts/install-deps build fuzz
	cmake --preset fuzz -DGFETCH_FUZZ_SECONDS=$(or $(FUZZ_SECONDS),60)
	cmake --build --preset fuzz -j $(JOBS) --target fuzz_smoke

format: ## rewrite the sources as clang-format has them
	@git ls-files '*.cc' '*.h' | xargs clang-format -i

lint: ## check formatting and run clang-tidy over the product's code
	@scripts/install-deps lint
	@scripts/lint

generate: build ## write man page and completions anew from the option table
	@scripts/generate build/release/gfetch

install: build ## install the command, libraries, man page and completions (PREFIX=/usr/local)
	cmake --install build/release --prefix $(PREFIX)

clean: ## remove all that was built
	rm -rf build
