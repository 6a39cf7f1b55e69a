# SPDX-License-Identifier: GPL-2.0-only
#
# The way from the Swift description to a hypervisor that runs. `make help` lists
# what there is. Nothing here needs anything installed by hand: `setup` installs
# Debian's packages, and the targets that need them ask for it.

SHELL := /bin/bash
.DEFAULT_GOAL := module

# ---------------------------------------------------------------- set-up

PACKAGES := bc bochs bochsbios bochs-term busybox-static clang-14 cpio dwarves \
	g++ gcc git isolinux kmod libclang-rt-14-dev libelf-dev libkmod-dev \
	linux-headers-amd64 make patch pkg-config python3 sparse syslinux-common \
	valgrind vgabios xorriso xz-utils z3 zstd

SUDO := $(if $(filter 0,$(shell id -u)),,sudo)

.PHONY: setup
setup: ## install the Debian packages that the build, the lab and the tests need
	@missing=$$(dpkg-query -W -f '$${db:Status-Abbrev} $${Package}\n' $(PACKAGES) 2>/dev/null \
		| awk '$$1 == "ii" { have[$$2] } END { n = split("$(PACKAGES)", want, " "); \
			for (i = 1; i <= n; i++) if (!(want[i] in have)) printf "%s ", want[i] }'); \
	if [ -n "$$missing" ]; then \
		echo "installing: $$missing"; \
		$(SUDO) apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq --no-install-recommends \
			$$missing >/dev/null; \
	fi

# ---------------------------------------------------------------- Swift

SWIFT ?= swift
SWIFT_BUILD := $(SWIFT) build
HVGEN := .build/debug/hvgen
HVLAB := .build/debug/hvlab
HVCTL := .build-static/release/hvctl

.PHONY: tools
tools: setup ## build hvgen and hvlab
	$(SWIFT_BUILD) --product hvgen
	$(SWIFT_BUILD) --product hvlab

# Release and static: hvctl has to start quickly, also in the emulator, and to run where there is no Swift. The
# linker finds libstdc++.a, and nothing else, in the folder that is searched first.
.PHONY: hvctl
hvctl: setup ## build hvctl with the Swift runtime linked in
	@mkdir -p .build-static/lib && ln -sf "$$(gcc -print-file-name=libstdc++.a)" .build-static/lib/
	$(SWIFT_BUILD) -c release --static-swift-stdlib --product hvctl --scratch-path .build-static \
		-Xlinker -L$(CURDIR)/.build-static/lib -Xswiftc -Xclang-linker -Xswiftc -static-libgcc

.PHONY: generate
generate: setup ## write Generated/ from Spec/
	$(SWIFT_BUILD) --product hvgen
	$(HVGEN)

.PHONY: check-generated
check-generated: setup ## fail when Generated/ is not what Spec/ makes
	$(SWIFT_BUILD) --product hvgen
	$(HVGEN) check

# ---------------------------------------------------------------- module

include kmod/build.mk

.PHONY: module-check-6.12
module-check-6.12: setup ## the same for the 6.12 kernel of bookworm-backports, downloaded and not installed
	$(SWIFT_BUILD) --product hvlab
	+$(MAKE) module-check KDIR="$$($(HVLAB) kernel 6.12 | sed -n 's/^kdir //p')"

# ---------------------------------------------------------------- running

.PHONY: demo
demo: setup generate module hvctl tools ## the main job: a stock kernel under VT-x, in the emulator
	$(HVLAB) run demo

.PHONY: lab
lab: setup module hvctl tools ## run lab scenarios: make lab SCENARIO="demo cycles"
	$(HVLAB) run $(SCENARIO)

.PHONY: bench
bench: setup module hvctl tools ## what exits cost, ours and KVM's: a table, .build-bench/bench.json and exits.svg
	$(HVLAB) bench

.PHONY: bench-plot
bench-plot: ## write the last `make bench` to what is committed: Tests/Lab/bench and the tables of README.md
	$(HVLAB) bench --from .build-bench/bench.json --publish

.PHONY: test
test: setup ## everything that CI runs
	Tests/run-all

.PHONY: prove
prove: setup ## analyse the checks of VM entry with z3: none contradictory, none implied by others without saying so
	$(SWIFT_BUILD) --product hvprove
	.build/debug/hvprove

.PHONY: bench-hvgen
bench-hvgen: setup ## what hvgen takes, and what its code executes, against the size of the spec
	$(SWIFT_BUILD) -c release --product hvgrowth
	Tests/Growth/run .build/release/hvgrowth .build-bench $(SERIES)

.PHONY: lint
lint: setup ## the formatting of the Swift sources
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Spec Tests

.PHONY: clean
clean: ## remove what the build made; downloads of the lab stay
	rm -rf .build .build-static .build-kmod .build-bench

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9.-]+:.*## / { printf "  %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST) | sort
