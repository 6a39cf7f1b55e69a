# SPDX-License-Identifier: GPL-2.0-only
# The fuzzers: with libFuzzer in BUILD/fuzz, and with each compiler as a program
# that goes through the kept inputs once (BUILD/COMPILER/replay_FUZZER).

FUZZERS	 := $(basename $(notdir $(wildcard fuzz/fuzz_*.c)))
# One input of which a fuzzer may take so many seconds, or it hangs.
FUZZ_TIMEOUT ?= 10

fuzz: $(FUZZERS:%=$(BUILD)/fuzz/%)
	@./run-fuzz $(BUILD)/fuzz $(FUZZ_SECONDS) $(FUZZ_TIMEOUT) $(FUZZERS)
corpus: $(FUZZERS:%=$(BUILD)/fuzz/%)
	@./keep-corpus $(BUILD)/fuzz $(FUZZERS)
fuzz-mutants:
	./mutants.py --fuzz

# $(1): folder in BUILD, $(2): the compiler, $(3): more options
define fuzz_objects
$(BUILD)/$(1)/%.o: fuzz/%.c | $(BUILD)/$(1)
	$(Q)$(2) $(CFLAGS) -MMD -MP $(CHECKED) $(3) -c $$< -o $$@
endef

# What each fuzzer is linked with; fail.o takes the place of tap.o.
# $(1): folder in BUILD
fuzz_parts = $(addprefix $(BUILD)/$(1)/,fail.o plain_walk.o pure.a)

# $(1): the compiler
define replays
$(BUILD)/$(1)/replay_fuzz_%: $(BUILD)/$(1)/fuzz_%.o $(BUILD)/$(1)/replay.o $(call fuzz_parts,$(1))
	$(Q)$(1) $(CHECKED) $$^ -o $$@
endef

$(foreach c,$(COMPILERS),$(eval $(call fuzz_objects,$(c),$(c),)))
$(foreach c,$(COMPILERS),$(eval $(call replays,$(c))))
$(eval $(call objects,fuzz,$(FUZZ_CC),-fsanitize=fuzzer-no-link))
$(eval $(call fuzz_objects,fuzz,$(FUZZ_CC),-fsanitize=fuzzer-no-link))
$(BUILD)/fuzz/fuzz_%: $(BUILD)/fuzz/fuzz_%.o $(call fuzz_parts,fuzz)
	$(Q)$(FUZZ_CC) $(CHECKED) -fsanitize=fuzzer $^ -o $@

REPLAY_PROGRAMS := $(foreach c,$(COMPILERS),$(FUZZERS:%=$(BUILD)/$(c)/replay_%))
# With arguments: the kept inputs.
REPLAYS := $(foreach c,$(COMPILERS),$(foreach f,$(FUZZERS),"$(BUILD)/$(c)/replay_$(f) $(sort $(wildcard fuzz/corpus/$(f)/*))"))
