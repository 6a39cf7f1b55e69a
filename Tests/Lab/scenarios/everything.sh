# SPDX-License-Identifier: GPL-2.0-only
# hvlab: description=Every intercept that the processor allows is on, and the system runs as without
# hvlab: cpus=2 needs=hvcore,hvctl timeout=400
# hvlab: programs=load.c,health.c,cpuid.c,hypercall.c testmodules=hvhalt,hvheld
. ktap.sh
plan 20

health >/tmp/before
check "hvcore loads" hvctl load test_profiles=1
check "everything starts on every CPU" hvctl start everything
check "the system works under load" load 3
is "the ping hypercall answers on CPU 0" "$(hypercall 0x68760000 0)" 0
is "and on CPU 1" "$(hypercall 0x68760000 1)" 0
is "ring 3 may not take pages away" "$(hypercall 0x68760010)" -1
check "a CPU that goes to sleep with an interrupt on its way wakes" modprobe hvhalt
hvctl stats >/tmp/stats
diag_file /tmp/stats
for exit in "Exception or non-maskable" "External interrupt" "Interrupt window" "CPUID" "HLT" "RDTSC " \
	"Control-register accesses" "RDMSR" "VMX-preemption timer"; do
	check "it counted: $exit" grep -q "$exit" /tmp/stats
done
check "everything stops" hvctl stop
health >/tmp/after
check "every CPU is as it was" diff /tmp/before /tmp/after
hvctl start everything
check "a stop in a handler with an interrupt held leaves none in service" modprobe hvheld
check "the other CPU stopped too, and everything goes on" hvctl stop
