# SPDX-License-Identifier: GPL-2.0-only
# hvlab: description=The main job: the running kernel under VT-x on every CPU, and off again
# hvlab: cpus=2 needs=hvcore,hvctl timeout=180
# hvlab: programs=health.c,load.c,hypercall.c,cpuid.c
. ktap.sh
plan 16

health >/tmp/before
diag "$(uname -sr), $(nproc) CPUs, $(sed -n 's/^model name.*: //p;' /proc/cpuinfo | head -n 1)"
check "hvctl loads the module" hvctl load
check "hvctl lists the hypervisors" hvctl list
diag_file "$ktap_output"
check "observer starts on every CPU" hvctl start observer
hvctl status >/tmp/status
check "the status says so" grep -q observer /tmp/status
diag_file /tmp/status
is "it announces itself: HVCoreHVCore" "$(cpuid 0x40000000 | cut -d' ' -f2-)" "6f435648 56486572 65726f43"
ecx=$(cpuid 1 | cut -d' ' -f3)
is "a hypervisor is present" "$((0x$ecx >> 31 & 1))" 1
is "VT-x is hidden" "$((0x$ecx >> 5 & 1))" 0
is "the ping hypercall answers on CPU 0" "$(hypercall 0x68760000 0)" 0
is "and on CPU 1" "$(hypercall 0x68760000 1)" 0
is "ring 3 may not stop it" "$(hypercall 0x68760001)" -1
check "the system works under load" load 2
hvctl stats >/tmp/stats
check "hvctl counts the exits" grep -qi cpuid /tmp/stats
diag_file /tmp/stats
check "hvctl stops it" hvctl stop
check "hvctl unloads the module" hvctl unload
health >/tmp/after
check "every CPU is as it was" diff /tmp/before /tmp/after
diag_file /tmp/after
check "the system works" load 1
