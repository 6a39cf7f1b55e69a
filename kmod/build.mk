# SPDX-License-Identifier: GPL-2.0-only
# Building hvcore.ko; included by the Makefile at the top.
#
# The sources stay clean: each kernel gets a farm of symbolic links, in which
# Kbuild runs, so that two kernels can be built side by side.

# The running kernel's, or the newest that is installed.
KDIR ?= $(firstword $(wildcard /lib/modules/$(shell uname -r)/build) \
	$(shell ls -d /usr/src/linux-headers-*-amd64 2>/dev/null | sort -Vr))
KMOD_RELEASE = $(shell sed -n 's/^.define UTS_RELEASE "\(.*\)"/\1/p' \
	$(KDIR)/include/generated/utsrelease.h 2>/dev/null)
KMOD_BUILD ?= .build-kmod
# POISON=1 builds the module that kmod/poison.h describes, in a farm of its own.
KMOD_FARM = $(KMOD_BUILD)/$(KMOD_RELEASE)$(if $(POISON),-poison)
KMOD_KO = $(KMOD_FARM)/kmod/hvcore.ko

KMOD_SOURCES = $(wildcard kmod/*.c kmod/*.h kmod/*.S kmod/Kbuild)
KMOD_GENERATED = $(shell find Generated -name '*.[chS]' -o -name Kbuild.include)

# W and C are Kbuild's: W=1 warns more, C=2 runs sparse. 6.12 modules have no
# BTF of their own unless pahole is there and vmlinux is at hand.
KMOD_MAKE = $(MAKE) -C $(KDIR) M=$(abspath $(KMOD_FARM))/kmod \
	CONFIG_DEBUG_INFO_BTF_MODULES= $(if $(W),W=$(W)) $(if $(C),C=$(C)) \
	$(if $(POISON),HV_POISON=1)

.PHONY: module
module: setup module-farm ## build hvcore.ko for KDIR=folder, and check that its root mode keeps to itself
	+flock $(KMOD_FARM)/.lock $(KMOD_MAKE) modules
	@# hvlab refuses a module older than its sources; this one is current, whether it was linked anew or not.
	@touch $(KMOD_KO)
	kmod/check-noinstr $(KDIR) $(KMOD_FARM)/kmod
	kmod/check-stubs $(HVGEN) $(KMOD_FARM)/Generated/hypervisors

.PHONY: module-check
module-check: setup ## the same with W=1 and sparse; any warning is an error
	+W=1 C=2 kmod/check-warnings $(KMOD_FARM) $(MAKE) module KDIR=$(KDIR)

.PHONY: build-report
build-report: module ## what the compiler has made of each handler; also as JSON in .build-kmod
	$(SWIFT_BUILD) --product hvgen
	$(HVGEN) build-report --write-json $(KMOD_FARM)/build-report.json \
		$(KMOD_FARM)/Generated/hypervisors/*.o

.PHONY: module-farm
module-farm:
	@test -n "$(KMOD_RELEASE)" || { \
		echo "module: KDIR=$(KDIR) is not a kernel's build folder;" \
		     "install linux-headers-amd64 or set KDIR" >&2; exit 1; }
	@kmod/link-farm $(KMOD_FARM) $(KMOD_SOURCES) $(KMOD_GENERATED)
