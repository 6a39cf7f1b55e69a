# SPDX-License-Identifier: GPL-2.0-only
# hvlab: description=KVM and this module: whoever comes second is refused, and nothing is disturbed
# hvlab: cpus=2 needs=hvcore,hvctl modules=kvm-intel timeout=240
# hvlab: programs=kvm_vm.c,health.c,hypercall.c,load.c
. ktap.sh
plan 28

# Before 6.12 KVM has VMX on only while a virtual machine exists.
case $(uname -r) in
6.1.*) without_vm=kvm_intel ;;
*) without_vm=CR4.VMXE ;;
esac

# refused PATTERN COMMAND...: ends with status 1 and says so on standard error.
refused() {
	pattern=$1
	shift
	"$@" >/tmp/out 2>&1
	status=$?
	cat /tmp/out
	[ $status = 1 ] && grep -q "$pattern" /tmp/out
}

# guest_refused PATTERN: a vcpu of a process is refused, and the kernel's log says why.
guest_refused() {
	refused "KVM is loaded" hvctl guest-run halt_loop /tmp/code || return 1
	dmesg | tail -n 1 | grep "halt_loop: .*$1"
}

same_health() {
	health >/tmp/now
	diff /tmp/before /tmp/now
}

wait_for_text() {
	i=0
	while [ $i -lt 100 ]; do
		grep -q "$1" "$2" && return 0
		sleep 0.1
		i=$((i + 1))
	done
	return 1
}

kvm_is_loaded() {
	[ -d /sys/module/kvm_intel ]
}

printf '\364\017\001\301' >/tmp/code # hlt; vmcall
check "KVM loads" modprobe kvm_intel
check "its machine computes" kvm_vm once
check "hvcore loads beside it" hvctl load test_profiles=1
# Not before: KVM leaves each CPU with an IDT limit of 0xffff.
health >/tmp/before
diag "-- KVM is loaded, without a machine"
check "start is refused: $without_vm" refused $without_vm hvctl start observer
diag_file "$ktap_output"
check "a vcpu of a process too" guest_refused $without_vm
check "every CPU is as it was" same_health
check "KVM's machine computes" kvm_vm once
diag "-- a machine of KVM's runs"
kvm_vm until /tmp/stop >/tmp/vm.out 2>&1 &
machine=$!
check "it runs" wait_for_text running /tmp/vm.out
check "start is refused: CR4.VMXE" refused "CR4.VMXE is set" hvctl start observer
diag_file "$ktap_output"
check "again" refused "CR4.VMXE is set" hvctl start observer
check "a vcpu of a process too" guest_refused "CR4.VMXE is set"
check "every CPU is as it was" same_health
touch /tmp/stop
check "the machine went on, and computed right" wait $machine
diag_file /tmp/vm.out
check "KVM unloads" rmmod kvm_intel
diag "-- the common part of KVM is still there, and in nobody's way"
check "observer starts" hvctl start observer
check "KVM is not let in" refused "busy" modprobe kvm_intel
diag_file "$ktap_output"
expect_fail "nor is it there" kvm_is_loaded
expect_fail "it has no machine to give" kvm_vm once
is "the hypervisor answers on CPU 0" "$(hypercall 0x68760000 0)" 0
is "and on CPU 1" "$(hypercall 0x68760000 1)" 0
check "the system works under load" load 1
check "observer stops" hvctl stop
check "every CPU is as it was" same_health
check "KVM loads" modprobe kvm_intel
check "its machine computes" kvm_vm once
check "KVM unloads" rmmod kvm_intel

# Both at nearly the same moment, by delays of the start and of the load: one wins, and works.
race() {
	for delays in "0 0" "0 0.05" "0.02 0" "0.04 0" "0.08 0" "0.2 0"; do
		{ sleep ${delays% *}; hvctl start observer >/tmp/start.out 2>&1; echo $? >/tmp/start.status; } &
		sleep ${delays#* }
		if modprobe kvm_intel >/tmp/modprobe.out 2>&1; then loaded=0; else loaded=1; fi
		wait $!
		echo "$delays: start $(cat /tmp/start.status), modprobe $loaded"
		case $(cat /tmp/start.status)$loaded in
		01) ! kvm_is_loaded && [ "$(hypercall 0x68760000 0)" = 0 ] && hvctl stop || return 1 ;;
		10) kvm_vm once && rmmod kvm_intel || return 1 ;;
		*) cat /tmp/start.out /tmp/modprobe.out; return 1 ;;
		esac
	done
}
check "both at the same moment: one wins, and works" race
diag_file "$ktap_output"
check "every CPU is as it was" same_health
