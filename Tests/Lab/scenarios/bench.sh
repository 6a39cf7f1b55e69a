# SPDX-License-Identifier: GPL-2.0-only
# hvlab: description=What exits cost: natively, under KVM, observer and everything; read by `hvlab bench`
# hvlab: cpus=1 needs=hvcore,hvctl timeout=500 traces=200 tracing=yes
# With rodata=off, which the profile has, page-table isolation comes with a warning.
# hvlab: cmdline=rodata=on
# hvlab: modules=kvm_intel programs=kvm_bench,startcost.c testmodules=hvbench
. ktap.sh
parameters=/sys/module/hvbench/parameters
plan 19

# say TEXT: a line for hvlab alone.
say() {
	echo "@bench $*"
}

# measure_all WHERE
measure_all() {
	modprobe hvbench || return 1
	for path in $(cat $parameters/paths); do
		echo $path >$parameters/measure || return 1
		say "cost $1 $path $(cat $parameters/result)"
	done
	rmmod hvbench
}

# trace_all WHERE
trace_all() {
	modprobe hvbench || return 1
	# The wire is one, and the traces do not ask whether it is free.
	sleep 0.1
	for path in $(cat $parameters/paths); do
		# Not every hypervisor has the timer.
		echo "trace $1 $path" >$parameters/trace || [ $path = preemption_timer ] || return 1
	done
	rmmod hvbench
}

# Between the two it starts anew: with fresh tables, and in the emulator NMIs come again.
under() {
	check "$1: starts" hvctl start $1
	check "$1: traces" trace_all $1
	check "$1: starts again" sh -c "hvctl stop && hvctl start $1"
	check "$1: every path" measure_all $1
	cat "$ktap_output"
	hvctl stats | sed "s/^/@bench stats $1 /"
	check "$1: stops" hvctl stop
	check "$1: start and stop" startcost $1 8
	sed "s/^/@bench time $1 /" "$ktap_output"
}

for file in /sys/devices/system/cpu/vulnerabilities/*; do
	say "vulnerability ${file##*/} $(cat "$file")"
done
say "kernel $(uname -r)"
# The last of equal parameters counts.
say "mitigations $(sed 's/.*mitigations=\([a-z]*\).*/\1/' /proc/cmdline)"
check "natively: every path" measure_all native
cat "$ktap_output"
check "KVM loads" modprobe kvm_intel
check "KVM: every path" kvm_bench measure
cat "$ktap_output"
sleep 0.1
check "KVM: traces" kvm_bench trace
check "KVM unloads" rmmod kvm_intel
check "hvcore loads" hvctl load test_profiles=1
under observer
say "trace observer life"
sleep 0.1
check "observer: start and stop, traced" startcost observer trace
under everything
