# SPDX-License-Identifier: GPL-2.0-only
# hvlab: description=Boots, finds the processors and VT-x, and loads KVM
# hvlab: modules=kvm-intel
. ktap.sh
plan 4

diag "$(uname -srv)"
diag "$(sed -n 's/^model name.*: //p;' /proc/cpuinfo | head -n 1)"
diag "processors: $(nproc)"
check "the processor has VT-x" grep -qw vmx /proc/cpuinfo
check "all present processors are online" \
	cmp /sys/devices/system/cpu/present /sys/devices/system/cpu/online
check "kvm-intel loads" modprobe kvm-intel
check "KVM has its device" test -c /dev/kvm
