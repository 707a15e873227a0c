# Heaptide. `make demo` and `make test` need nothing done by hand before on Debian 12 with Swift 6.3, Python 3 and root.
SHELL := /bin/bash
HEAPTIDE := .build/release/heaptide

.PHONY: help build demo test bench format check fuzz clean

help:
	@echo "make demo    build, record a real program, print its summary, write an HTML report"
	@echo "make test    install what the tests need and run them all"
	@echo "make bench   compare with memray, tracemalloc and scalene, heap snapshots with guppy3; Node (about 40 minutes)"
	@echo "make fuzz    feed damaged recordings, records, snapshots and heap walks to the readers"
	@echo "make check   format, layers"
	@echo "make format  format the sources"

build:
	@Scripts/install-build-needs
	swift build -c release

# The main job on a real program: parse and index the whole standard library.
demo: build
	@mkdir -p .build-demo
	$(HEAPTIDE) run --force -o .build-demo/index.heaptide Examples/index_stdlib.py
	$(HEAPTIDE) report .build-demo/index.heaptide --force --html .build-demo/index.html
	@echo "Open .build-demo/index.html in a browser."

test: build check
	@Scripts/install-test-needs
	-@Scripts/prepare-tests
	-@Scripts/fetch-interpreters
	swift build --build-tests
	swift test --skip-build --no-parallel

bench: build
	Benchmarks/prepare.sh
	swift build -c release --package-path Benchmarks --scratch-path .build-bench
	swift run --skip-build -c release --package-path Benchmarks --scratch-path .build-bench heaptide-bench --heap --markdown docs/benchmarks.md
	swift run --skip-build -c release --package-path Benchmarks --scratch-path .build-bench heaptide-bench --v8 --markdown docs/benchmarks.md
	swift run --skip-build -c release --package-path Benchmarks --scratch-path .build-bench heaptide-bench --node --markdown docs/benchmarks.md
	swift run --skip-build -c release --package-path Benchmarks --scratch-path .build-bench heaptide-bench --markdown docs/benchmarks.md

fuzz: build
	swift run --package-path Fuzz --scratch-path .build-fuzz fuzz-recording --iterations 20000
	swift run --package-path Fuzz --scratch-path .build-fuzz fuzz-snapshot --iterations 20000
	swift run --package-path Fuzz --scratch-path .build-fuzz fuzz-v8snapshot --iterations 20000
	swift run --package-path Fuzz --scratch-path .build-fuzz fuzz-heapwalk --iterations 20000

format:
	swift format format -i -r -p Sources Tests Benchmarks/Package.swift Benchmarks/Sources Fuzz Package.swift

check:
	swift format lint --strict -r -p Sources Tests Benchmarks/Package.swift Benchmarks/Sources Fuzz Package.swift
	Scripts/check-layers

clean:
	rm -rf .build .build-*
