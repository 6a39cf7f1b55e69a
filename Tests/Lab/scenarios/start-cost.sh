# SPDX-License-Identifier: GPL-2.0-only
# hvlab: description=What start and stop take, in ticks, and in instructions of each function
# hvlab: cpus=1 needs=hvcore,hvctl timeout=300 programs=startcost.c traces=4
. ktap.sh
hypervisor=observer
plan 4

check "hvcore loads" hvctl load test_profiles=1
check "$hypervisor starts and stops, five times" startcost $hypervisor 5
diag_file "$ktap_output"
# What the trace is read with; the module's addresses are in it.
grep -iE ' t ' /proc/kallsyms | sed 's/^/@symbol /'
sleep 0.2
check "and once with a trace" startcost $hypervisor trace
diag_file "$ktap_output"
check "hvcore unloads" hvctl unload
