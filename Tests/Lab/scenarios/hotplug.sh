# SPDX-License-Identifier: GPL-2.0-only
# hvlab: description=CPUs that go and come under load, while started
# hvlab: cpus=2 needs=hvcore,hvctl timeout=400
# hvlab: programs=health.c,load.c,hypercall.c
. ktap.sh
. cpus.sh
online=/sys/devices/system/cpu/cpu1/online
plan 22

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
	check "$1: CPU 1 goes and comes twice under load" away_and_back 2
	check "$1: CPU 1 goes" sh -c "echo 0 >$online"
	check "$1 stops on the CPU that is left" hvctl stop
	check "$1 starts on one CPU" hvctl start $1
	check "$1: one is under it" cpus 1
	check "$1: CPU 1 comes, and is put under it" sh -c "echo 1 >$online"
	check "$1: both are under it" cpus 2
	check "$1 stops" hvctl stop
}

health >/tmp/before
check "the module loads" hvctl load test_profiles=1
load 900 >/tmp/load.out 2>&1 &
load=$!
comes_and_goes observer
comes_and_goes everything
check "the load still runs, so all it computed was right" kill -0 $load
kill $load
killall load 2>/dev/null
check "the module unloads" hvctl unload
health >/tmp/after
check "every CPU is as it was" diff /tmp/before /tmp/after
