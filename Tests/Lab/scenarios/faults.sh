# SPDX-License-Identifier: GPL-2.0-only
# hvlab: description=Every step of a start is made to fail, on each CPU; each time all is as before
# hvlab: cpus=2 needs=hvcore,hvctl timeout=420
# hvlab: programs=health.c
. ktap.sh
parameters=/sys/module/hvcore/parameters
anywhere="alloc-vm alloc-vm-state alloc-bitmaps alloc-ept hotplug"
per_cpu="probe negotiate alloc-cpu alloc-pgd alloc-vmcs alloc-stack alloc-cpu-state alloc-cpu-ept
	vmxon invalidate vmclear vmptrld vmptrst capture setup launch entry"
plan 49

# unwinds STEP CPU: a start fails with that step, and then one without it works.
unwinds() {
	echo "$2" >$parameters/fail_cpu && echo "$1" >$parameters/fail_step || return 1
	if hvctl start observer 2>/tmp/refusal; then
		echo "the start went well"
		return 1
	fi
	cat /tmp/refusal
	grep -q "$1" /tmp/refusal || [ "$1" = launch ] || [ "$1" = entry ] || return 1
	hvctl status --json | grep -q '"cpus": *0' || { hvctl status; return 1; }
	echo >$parameters/fail_step
	hvctl start observer && hvctl stop
}

health >/tmp/before
check "the module loads" hvctl load
check "a start without a fault" sh -c "hvctl start observer && hvctl stop"
free=$(sed -n 's/^MemFree: *//p' /proc/meminfo)
for step in $anywhere; do
	check "unwinds: $step" unwinds $step 0
done
for step in $per_cpu; do
	for cpu in 0 1; do
		check "unwinds: $step on CPU $cpu" unwinds $step $cpu
		case $step in launch | entry) diag_file "$ktap_output" ;; esac
	done
done
diag "free memory: $free before, $(sed -n 's/^MemFree: *//p' /proc/meminfo) after"
expect_fail "an unknown step is refused" sh -c "echo nonsense >$parameters/fail_step"
check "the module unloads" hvctl unload
expect_fail "loading fails with its device" hvctl load fail_step=device
expect_fail "loading fails with its reboot notifier" hvctl load fail_step=reboot-notifier
expect_fail "loading fails with its notifier for KVM" hvctl load fail_step=kvm-notifier
check "and works without a fault" hvctl load
check "the module unloads again" hvctl unload
health >/tmp/after
check "every CPU is as it was" diff /tmp/before /tmp/after
