# SPDX-License-Identifier: GPL-2.0-only
# hvlab: description=CPUs that come and go during starts, under load, and CPUs whose own start fails
# hvlab: cpus=2 needs=hvcore,hvctl timeout=300
# hvlab: programs=health.c,load.c,hypercall.c
. ktap.sh
. cpus.sh
parameters=/sys/module/hvcore/parameters
online=/sys/devices/system/cpu/cpu1/online
plan 7

# Whatever a start meets, it starts on all CPUs that are online, or says why not.
starts_meanwhile() {
	(while [ ! -e /tmp/enough ]; do echo 0 >$online && echo 1 >$online && echo >>/tmp/returns; done) &
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
	returns=$(wc -l </tmp/returns)
	echo "$started of 5 starts went well, and one was kept; CPU 1 went and came $returns times"
	[ "$started" -gt 0 ] && [ "$returns" -ge 5 ] && cpus 2 && hvctl stop && cpus 0
}

# stays_offline WHEN STEP: a CPU that went before or after the start, and cannot be put under it, does not come, and
# nothing else happens.
stays_offline() {
	case $1 in
	before) echo 0 >$online && hvctl start observer ;;
	after) hvctl start observer && echo 0 >$online ;;
	esac || return 1
	echo 1 >$parameters/fail_cpu && echo "$2" >$parameters/fail_step
	if echo 1 >$online; then
		echo "it came online"
		return 1
	fi
	[ "$(cat $online)" = 0 ] && cpus 1 || return 1
	dmesg | grep -q "CPU 1 stays offline while observer is started: step $2 failed" || { dmesg; return 1; }
	echo >$parameters/fail_step
	echo 1 >$online && cpus 2 && hvctl stop
}

health >/tmp/before
check "the module loads" hvctl load
load 900 >/tmp/load.out 2>&1 &
load=$!
started=0
check "starts while CPU 1 comes and goes" starts_meanwhile
diag_file "$ktap_output"
check "one whose VMXON fails stays offline" stays_offline after vmxon
check "one for which there is no memory stays offline" stays_offline before alloc-cpu
check "the load still runs, so all it computed was right" kill -0 $load
kill $load
killall load 2>/dev/null
check "the module unloads" hvctl unload
health >/tmp/after
check "every CPU is as it was" diff /tmp/before /tmp/after
