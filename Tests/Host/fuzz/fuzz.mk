# SPDX-License-Identifier: GPL-2.0-only
# The fuzzers: with libFuzzer in BUILD/fuzz, and with each compiler as a program
# that goes through the kept inputs once (BUILD/COMPILER/replay_FUZZER).

FUZZERS	 := $(basename $(notdir $(wildcard fuzz/fuzz_*.c)))
# One input of which a fuzzer may take so many seconds, or it hangs.
FUZZ_TIMEOUT ?= 10

fuzz: $(FUZZERS:%=$(BUILD)/fuzz/%)
	@./run-fuzz $(BUILD)/fuzz $(FUZZ_SECONDS) $(FUZZ_TIMEOUT) $(FUZZERS)
corpus: $(FUZZERS:%=$(BUILD)/fuzz/%)
	@for fuzzer in $(FUZZERS); do ./corpus keep $(BUILD)/fuzz $$fuzzer || exit 1; done
fuzz-mutants:
	./mutants.py --fuzz

# What handlers may do, as hvgen says; made anew when what it generates, or what
# it says about it, has changed.
DECLARED ?= $(BUILD)/declared.json
$(BUILD)/declared.json: $(wildcard $(GENERATED)/hypervisors/*.c ../../Sources/Reports/*.swift)
	@mkdir -p $(BUILD)
	$(Q)swift build --package-path ../.. --product hvgen >$(BUILD)/hvgen.log 2>&1 || { tail $(BUILD)/hvgen.log; exit 1; }
	$(Q)../../.build/debug/hvgen export --format json >$@
$(BUILD)/declared.c $(BUILD)/declared.wrap &: $(DECLARED) fuzz/handlers/declared.py
	$(Q)fuzz/handlers/declared.py $(DECLARED) $(BUILD)/declared.c $(BUILD)/declared.wrap

# All hypervisors, the natives that they call, and a processor.
NATIVES	 := $(basename $(notdir $(shell grep -l '"runtime.h"' $(KMOD)/*.c)))
HANDLERS := $(NATIVES) watched answers processor bench enter_entry enter declared profiles controls exit_reasons \
	$(basename $(notdir $(wildcard $(GENERATED)/hypervisors/*.c $(GENERATED)/hypervisors/*.S)))
HANDLER_FLAGS := -Wno-unused-parameter -I$(GENERATED) -Ifuzz/handlers -Idifferential

# $(1): folder in BUILD, $(2): the compiler, $(3): more options
define fuzz_objects
$(BUILD)/$(1)/%.o: fuzz/%.c | $(BUILD)/$(1)
	$(Q)$(2) $(CFLAGS) $(HANDLER_FLAGS) -MMD -MP $(CHECKED) $(3) -c $$< -o $$@
$(BUILD)/$(1)/handlers/%.o: $(KMOD)/%.c | $(BUILD)/$(1)/handlers
	$(Q)$(2) $(CFLAGS) $(HANDLER_FLAGS) -MMD -MP $(CHECKED) $(3) -c $$< -o $$@
$(BUILD)/$(1)/handlers/%.o: fuzz/handlers/%.c | $(BUILD)/$(1)/handlers
	$(Q)$(2) $(CFLAGS) $(HANDLER_FLAGS) -MMD -MP $(CHECKED) $(3) -c $$< -o $$@
$(BUILD)/$(1)/handlers/%.o: $(GENERATED)/hypervisors/%.c | $(BUILD)/$(1)/handlers
	$(Q)$(2) $(CFLAGS) $(HANDLER_FLAGS) -MMD -MP $(CHECKED) $(3) -c $$< -o $$@
$(BUILD)/$(1)/handlers/%.o: $(GENERATED)/arch/%.c | $(BUILD)/$(1)/handlers
	$(Q)$(2) $(CFLAGS) $(HANDLER_FLAGS) -MMD -MP $(CHECKED) $(3) -c $$< -o $$@
$(BUILD)/$(1)/handlers/profiles.o: $(GENERATED)/profiles.c | $(BUILD)/$(1)/handlers
	$(Q)$(2) $(CFLAGS) $(HANDLER_FLAGS) -MMD -MP $(CHECKED) $(3) -c $$< -o $$@
$(BUILD)/$(1)/handlers/declared.o: $(BUILD)/declared.c | $(BUILD)/$(1)/handlers
	$(Q)$(2) $(CFLAGS) $(HANDLER_FLAGS) -MMD -MP $(CHECKED) $(3) -c $$< -o $$@
$(BUILD)/$(1)/handlers/enter.o: differential/enter.c | $(BUILD)/$(1)/handlers
	$(Q)$(2) $(CFLAGS) $(HANDLER_FLAGS) -MMD -MP $(CHECKED) $(3) -c $$< -o $$@
$(BUILD)/$(1)/handlers/enter_entry.o: differential/enter.S | $(BUILD)/$(1)/handlers
	$(Q)$(2) $(CFLAGS) $(HANDLER_FLAGS) -MMD -MP -c $$< -o $$@
$(BUILD)/$(1)/handlers/%.o: $(GENERATED)/hypervisors/%.S | $(BUILD)/$(1)/handlers
	$(Q)$(2) $(CFLAGS) $(HANDLER_FLAGS) -MMD -MP -c $$< -o $$@
$(BUILD)/$(1)/handlers:
	$(Q)mkdir -p $$@
endef

# What each fuzzer is linked with; fail.o takes the place of tap.o.
# $(1): folder in BUILD
fuzz_parts = $(addprefix $(BUILD)/$(1)/,fail.o plain_walk.o pure.a)
handler_parts = $(addprefix $(BUILD)/$(1)/handlers/,$(HANDLERS:%=%.o)) $(call fuzz_parts,$(1))

# $(1): the compiler
define replays
$(BUILD)/$(1)/replay_fuzz_%: $(BUILD)/$(1)/fuzz_%.o $(BUILD)/$(1)/replay.o $(call fuzz_parts,$(1))
	$(Q)$(1) $(CHECKED) $$^ -o $$@
$(BUILD)/$(1)/replay_fuzz_access: $(BUILD)/$(1)/fuzz_access.o $(BUILD)/$(1)/replay.o $(BUILD)/$(1)/handlers/guest_access.o $(call fuzz_parts,$(1))
	$(Q)$(1) $(CHECKED) $$^ -o $$@
$(BUILD)/$(1)/replay_fuzz_entry: $(BUILD)/$(1)/fuzz_entry.o $(BUILD)/$(1)/replay.o $(BUILD)/$(1)/entry.a $(call fuzz_parts,$(1))
	$(Q)$(1) $(CHECKED) $$^ -o $$@
$(BUILD)/$(1)/replay_fuzz_handlers: $(BUILD)/$(1)/fuzz_handlers.o $(BUILD)/$(1)/replay.o $(call handler_parts,$(1))
	$(Q)$(1) $(CHECKED) @$(BUILD)/declared.wrap $$^ -o $$@
endef

$(foreach c,$(COMPILERS),$(eval $(call fuzz_objects,$(c),$(c),)))
$(foreach c,$(COMPILERS),$(eval $(call replays,$(c))))
$(eval $(call objects,fuzz,$(FUZZ_CC),-O2 -fsanitize=fuzzer-no-link))
$(eval $(call fuzz_objects,fuzz,$(FUZZ_CC),-O2 -fsanitize=fuzzer-no-link))
# Their comparisons are thousands, and what of them matters is in the edges.
$(BUILD)/fuzz/entry/%.o: EXTRA := -fno-sanitize-coverage=trace-cmp
# Half of the time went into telling libFuzzer of their comparisons.
$(BUILD)/fuzz/mtrr.o $(BUILD)/fuzz/ept.o $(BUILD)/fuzz/ept_fill.o: EXTRA := -fno-sanitize-coverage=trace-cmp
$(BUILD)/fuzz/fuzz_%: $(BUILD)/fuzz/fuzz_%.o $(call fuzz_parts,fuzz)
	$(Q)$(FUZZ_CC) $(CHECKED) -fsanitize=fuzzer $^ -o $@
$(BUILD)/fuzz/fuzz_access: $(BUILD)/fuzz/fuzz_access.o $(BUILD)/fuzz/handlers/guest_access.o $(call fuzz_parts,fuzz)
	$(Q)$(FUZZ_CC) $(CHECKED) -fsanitize=fuzzer $^ -o $@
$(BUILD)/fuzz/fuzz_entry: $(BUILD)/fuzz/fuzz_entry.o $(BUILD)/fuzz/entry.a $(call fuzz_parts,fuzz)
	$(Q)$(FUZZ_CC) $(CHECKED) -fsanitize=fuzzer $^ -o $@
$(BUILD)/fuzz/fuzz_handlers: $(BUILD)/fuzz/fuzz_handlers.o $(call handler_parts,fuzz)
	$(Q)$(FUZZ_CC) $(CHECKED) -fsanitize=fuzzer @$(BUILD)/declared.wrap $^ -o $@

REPLAY_PROGRAMS := $(foreach c,$(COMPILERS),$(FUZZERS:%=$(BUILD)/$(c)/replay_%))
# With arguments: the kept inputs.
REPLAYS := $(foreach c,$(COMPILERS),$(foreach f,$(FUZZERS),"$(BUILD)/$(c)/replay_$(f) $(sort $(wildcard fuzz/corpus/$(f)/*))"))
