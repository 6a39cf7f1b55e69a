# SPDX-License-Identifier: GPL-2.0-only
# hvlab: description=KVM fails to enter guests, in every way of kvm_fail, and shows the VMCS
# hvlab: cpus=1 modules=kvm-intel programs=kvm_fail testmodules=hvbreak timeout=240
# hvlab: bochs-errors=yes
# hvlab: cmdline=log_buf_len=8M printk.devkmsg=on
. ktap.sh

for config in unrestricted restricted no-ept; do
	kvm_fail list $config >/tmp/$config
done
cat /tmp/unrestricted /tmp/restricted /tmp/no-ept >/tmp/ways
fails=$(grep -c ' fails$' /tmp/ways)
plan $(($(wc -l </tmp/ways) + 5))

parameter() {
	cat /sys/module/kvm_intel/parameters/$1
}

# every CONFIG WANTED GOT: all ways of it, if KVM's module is as they want it.
every() {
	while read -r way fate; do
		if [ "$2" != "$3" ]; then
			skip "$way $fate" "this processor's guests are not $1"
			continue
		fi
		kvm_fail try "$way" >/tmp/out 2>&1
		status=$?
		case $status in
		0) ok "$way $fate" ;;
		4) skip "$way $fate" "this processor has another rule" ;;
		*) diag_file /tmp/out; not_ok "$way $fate" ;;
		esac
	done </tmp/$1
}

# Otherwise it emulates guests that the processor would refuse.
restricted="dump_invalid_vmcs=1 unrestricted_guest=0 emulate_invalid_guest_state=0"
check "there are 35 ways to fail, or more" [ "$fails" -ge 35 ]
check "what breaks VMCSs loads" modprobe hvbreak
check "KVM loads" modprobe kvm_intel dump_invalid_vmcs=1
every unrestricted Y "$(parameter unrestricted_guest)"
rmmod kvm_intel
check "with unrestricted_guest=0" modprobe kvm_intel $restricted
every restricted NY "$(parameter unrestricted_guest)$(parameter ept)"
rmmod kvm_intel
check "with ept=0" modprobe kvm_intel $restricted ept=0
every no-ept N "$(parameter ept)"
diag "$fails ways fail"
