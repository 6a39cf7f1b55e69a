# SPDX-License-Identifier: GPL-2.0-only
# hvlab: description=CPUs that come and go, under load, while started, during a start, and with a start that fails
# hvlab: cpus=2 needs=hvcore,hvctl timeout=500
# hvlab: programs=health.c,load.c,hypercall.c
. ktap.sh
parameters=/sys/module/hvcore/parameters
online=/sys/devices/system/cpu/cpu1/online
plan 24

# cpus WANTED: that many are under the hypervisor, by the status and by a hypercall on each.
cpus() {
	hvctl status --json | grep -q "\"cpus\" *: *$1[^0-9]" || { hvctl status; return 1; }
	[ "$1" = 0 ] && return 0
	[ "$(hypercall 0x68760000 0)" = 0 ] || { echo "CPU 0 does not answer"; return 1; }
	[ "$1" = 1 ] || [ "$(hypercall 0x68760000 1)" = 0 ] || { echo "CPU 1 does not answer"; return 1; }
}

# away_and_back TIMES
away_and_back() {
	i=0
	while [ $i -lt "$1" ]; do
		echo 0 >$online && cpus 1 && echo 1 >$online && cpus 2 || return 1
		i=$((i + 1))
	done
}

# comes_and_goes HYPERVISOR
comes_and_goes() {
	check "$1 starts" hvctl start $1
	check "$1: CPU 1 goes and comes three times under load" away_and_back 3
	check "$1: CPU 1 goes" sh -c "echo 0 >$online"
	check "$1 stops on the CPU that is left" hvctl stop
	check "$1 starts on one CPU" hvctl start $1
	check "$1: one is under it" cpus 1
	check "$1: CPU 1 comes, and is put under it" sh -c "echo 1 >$online"
	check "$1: both are under it" cpus 2
	check "$1 stops" hvctl stop
}

# Whatever a start meets, it starts on all CPUs that are online, or says why not.
starts_meanwhile() {
	(while [ ! -e /tmp/enough ]; do echo 0 >$online; echo 1 >$online; done) &
	toggler=$!
	i=0
	while [ $i -lt 5 ]; do
		if hvctl start observer 2>/tmp/refusal; then
			started=$((started + 1))
		else
			grep -q "CPU" /tmp/refusal || { cat /tmp/refusal; return 1; }
		fi
		hvctl stop >/tmp/stop 2>&1
		i=$((i + 1))
	done
	hvctl start observer || return 1
	touch /tmp/enough
	wait $toggler
	echo "$started of 5 starts went well, and one was kept"
	[ "$started" -gt 0 ] && cpus 2 && hvctl stop && cpus 0
}

# stays_offline STEP: a CPU that cannot be started does not come, and nothing else happens.
stays_offline() {
	hvctl start observer && echo 0 >$online || return 1
	dmesg -c >/tmp/dmesg-old
	cat /tmp/dmesg-old >>/tmp/dmesg
	echo 1 >$parameters/fail_cpu && echo "$1" >$parameters/fail_step
	if echo 1 >$online; then
		echo "it came online"
		return 1
	fi
	[ "$(cat $online)" = 0 ] && cpus 1 || return 1
	dmesg | grep -q "CPU 1 stays offline while observer is started: .*$1" || { dmesg; return 1; }
	echo >$parameters/fail_step
	echo 1 >$online && cpus 2 && hvctl stop
}

health >/tmp/before
check "the module loads" hvctl load test_profiles=1
load 900 >/tmp/load.out 2>&1 &
load=$!
comes_and_goes observer
comes_and_goes everything
started=0
check "starts while CPU 1 comes and goes" starts_meanwhile
diag_file "$ktap_output"
check "one whose VMXON fails stays offline" stays_offline vmxon
check "the load still runs, so all it computed was right" kill -0 $load
kill $load
killall load 2>/dev/null
check "the module unloads" hvctl unload
health >/tmp/after
check "every CPU is as it was" diff /tmp/before /tmp/after
