# SPDX-License-Identifier: GPL-2.0-only
# hvlab: description=A vcpu of a process, with Linux as the host: a HLT loop through the same generated dispatch
# hvlab: cpus=2 needs=hvcore,hvctl timeout=240
# hvlab: programs=health.c,load.c
. ktap.sh
plan 12

# run NAME CODE PATTERN: the guest's code in octal escapes, and what the outcome must say.
run() {
	printf "$2" >/tmp/code
	hvctl guest-run halt_loop /tmp/code --json >/tmp/result 2>&1
	result=$?
	check "$1" sh -c "[ $result = 0 ] && grep -q '$3' /tmp/result"
	diag_file /tmp/result
}

health >/tmp/before
check "load with test profiles" hvctl load test_profiles=1
# mov $5,%ecx; 1: hlt; loop 1b; vmcall
run "five HLTs, then VMCALL" '\271\005\000\000\000\364\342\375\017\001\301' '"exits": *6'
run "it left for a hypercall" '\364\017\001\301' '"hypercall"'
# ud2 without an IDT
run "a triple fault is a shutdown" '\017\013' '"shutdown"'
# movq $0x9003,0x5048; mov 0x9000,%rax: its page table then has the page, but there is no memory behind it
run "memory that it has not" '\110\307\004\045\110\120\000\000\003\220\000\000\110\213\004\045\000\220\000\000' '"memory"'
# 1: cpuid; jmp 1b
printf '\017\242\353\374' >/tmp/code
expect_fail "a guest without an end is ended" hvctl guest-run halt_loop /tmp/code --json
diag_file "$ktap_output"
load 3 >/tmp/load.out 2>&1 &
load=$!
# A guest that computes for long: Linux's interrupts come in between.
# mov $0x8000000,%ecx; 1: loop 1b; vmcall
run "interrupts reach Linux while a guest computes" '\271\000\000\000\010\342\376\017\001\301' '"hypercall"'
check "the load beside it was right" wait $load
expect_fail "no running-system profile for a process" hvctl guest-run observer /tmp/code
check "unload" hvctl unload
health >/tmp/after
check "every CPU is as it was" diff /tmp/before /tmp/after
check "without test_profiles nothing of it is there" sh -c \
	"hvctl load && ! hvctl guest-run halt_loop /tmp/code && hvctl unload"
