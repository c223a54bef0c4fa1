# Tossbox: `make run` starts it, `make test` proves it. Both install what is missing first, and say so.

PORT ?= 7772
MERCHANT_PORT ?= 7773
# Where SwiftPM builds; `make BUILD=/elsewhere …` keeps the sources clean.
BUILD ?= .build
# Whether to test on PostgreSQL as well; `no` needs no server.
POSTGRES ?= yes
# More options of `tossbox serve`, such as ARGS='--webhook http://127.0.0.1:3000/api/webhook'.
ARGS ?=

SWIFT = swift
SCRATCH = --scratch-path "$(BUILD)"
SHIPPED = $(BUILD)/shipped
PROGRAMS = tossbox merchant
SYSTEM := $(shell uname -s)
LIBRARIES = libmicrohttpd libcurl sqlite3 libcrypto libpq
BREW = libmicrohttpd curl sqlite openssl@3 libpq pkgconf

ifeq ($(SYSTEM),Darwin)
RELEASE = -c release
# Homebrew keeps some libraries out of the default search path.
CELLAR := $(shell brew --prefix 2>/dev/null)/opt
export PKG_CONFIG_PATH := $(CELLAR)/curl/lib/pkgconfig:$(CELLAR)/sqlite/lib/pkgconfig:$(CELLAR)/openssl@3/lib/pkgconfig:$(CELLAR)/libpq/lib/pkgconfig:$(PKG_CONFIG_PATH)
else
RELEASE = -c release --static-swift-stdlib
endif

.NOTPARALLEL:
.PHONY: help run test build check contract bench clean toolchain libraries postgres

help:
	@echo "make run       build, start the sandbox on port $(PORT) and a merchant on $(MERCHANT_PORT); Ctrl-C stops both"
	@echo "               (PORT=… MERCHANT_PORT=… ARGS='--option of tossbox serve …')"
	@echo "make test      build, run every test, then the curl walk-through Tests/smoke.sh"
	@echo "               (POSTGRES=no leaves out the tests on PostgreSQL)"
	@echo "make build     build the program as it is shipped; prints its size and where it is"
	@echo "make check     check the formatting of the sources and the scenario files"
	@echo "make contract  hold the server against its own /openapi.json with schemathesis (needs python3, takes minutes)"
	@echo "make bench     measure speed and size against nginx (ARGS='--rounds 7' and so on)"
	@echo "make clean     remove what was built"

run: build
	@exec sh .make/run.sh "$(SHIPPED)/tossbox" "$(SHIPPED)/merchant" $(PORT) $(MERCHANT_PORT) "$(BUILD)/merchant.sqlite" $(ARGS)

test: toolchain libraries postgres
	# Live tests wait for each other when all start at once on few cores.
	POSTGRES=$(POSTGRES) SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=8 $(SWIFT) test $(SCRATCH)
	@sh Tests/smoke.sh "$$($(SWIFT) build $(SCRATCH) --show-bin-path)/tossbox"
	@[ "$(POSTGRES)" != no ] || echo "The tests on PostgreSQL were left out (POSTGRES=no)."

build: toolchain libraries
	@for program in $(PROGRAMS); do \
		$(SWIFT) build $(RELEASE) $(SCRATCH) --product $$program || exit 1; \
	done
	@mkdir -p "$(SHIPPED)"
	@folder="$$($(SWIFT) build $(RELEASE) $(SCRATCH) --show-bin-path)"; \
	for program in $(PROGRAMS); do \
		new="$(SHIPPED)/$$program.new"; \
		strip -o "$$new" "$$folder/$$program" 2>/dev/null \
			|| { echo "strip is missing; shipping the symbols as well"; cp "$$folder/$$program" "$$new"; }; \
		mv -f "$$new" "$(SHIPPED)/$$program"; \
		bytes=$$(wc -c < "$(SHIPPED)/$$program"); \
		echo "$(SHIPPED)/$$program: $$((bytes / 1000000)).$$((bytes % 1000000 / 100000)) MB"; \
	done

check: toolchain libraries
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests
	$(SWIFT) build $(SCRATCH) --product tossbox
	@"$$($(SWIFT) build $(SCRATCH) --show-bin-path)/tossbox" check --set MERCHANT_URL=http://127.0.0.1:$(MERCHANT_PORT) \
		scenarios/*/*.json

# Not part of `test`: it installs a Python package from PyPI, and needs no more than that.
contract: build
	@sh .make/contract.sh "$(SHIPPED)/tossbox" "$(BUILD)/contract" $(ARGS)

bench: build
	$(SWIFT) build $(RELEASE) $(SCRATCH) --product benchmark
	@"$$($(SWIFT) build $(RELEASE) $(SCRATCH) --show-bin-path)/benchmark" --binary "$(SHIPPED)/tossbox" \
		--merchant "$(SHIPPED)/merchant" $(ARGS)

clean:
	rm -rf "$(BUILD)"

# Swift is not in Debian's archive in a version new enough, so it is asked for and never installed.
toolchain:
	@set -- $$($(SWIFT) --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\)\.\([0-9]*\).*/\1 \2/p'); \
	if [ $$# -lt 2 ]; then found="none was found"; \
	elif [ $$1 -lt 6 ] || { [ $$1 -eq 6 ] && [ $$2 -lt 2 ]; }; then found="this is Swift $$1.$$2"; \
	else exit 0; fi; \
	echo "Tossbox needs Swift 6.2 or newer; $$found." >&2; \
	echo "Get it from https://www.swift.org/install/ and make sure that \`swift --version\` works." >&2; \
	exit 1

libraries:
	@missing=; \
	for library in $(LIBRARIES); do \
		pkg-config --exists $$library 2>/dev/null || missing="$$missing $$library"; \
	done; \
	command -v curl >/dev/null 2>&1 || missing="$$missing curl"; \
	[ -n "$$missing" ] || exit 0; \
	if [ "$(SYSTEM)" = Darwin ]; then \
		echo "Missing:$$missing. Install with:" >&2; \
		echo "  brew install $(BREW)" >&2; \
		exit 1; \
	fi; \
	if ! command -v apt-get >/dev/null 2>&1; then \
		echo "Missing:$$missing. Install their development packages and pkg-config, then try again." >&2; \
		exit 1; \
	fi; \
	packages=; \
	command -v pkg-config >/dev/null 2>&1 || packages=pkg-config; \
	for name in $$missing; do \
		case $$name in \
		libmicrohttpd) package=libmicrohttpd-dev ;; \
		libcurl) package=libcurl4-openssl-dev ;; \
		sqlite3) package=libsqlite3-dev ;; \
		libcrypto) package=libssl-dev ;; \
		libpq) package=libpq-dev ;; \
		*) package=$$name ;; \
		esac; \
		dpkg -s $$package >/dev/null 2>&1 || packages="$$packages $$package"; \
	done; \
	[ -n "$$packages" ] || exit 0; \
	as_root=; \
	if [ "$$(id -u)" -ne 0 ]; then \
		if ! command -v sudo >/dev/null 2>&1; then \
			echo "Missing:$$missing. As root, run: apt-get update && apt-get install -y $$packages" >&2; \
			exit 1; \
		fi; \
		as_root=sudo; \
	fi; \
	echo "Installing with apt-get: $$packages"; \
	$$as_root apt-get update -qq && \
	$$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$packages

# A server that the tests start for themselves and stop.
postgres:
	@[ "$(POSTGRES)" = no ] || sh .make/postgres.sh
