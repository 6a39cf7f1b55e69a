# SPDX-License-Identifier: GPL-2.0-only
#
# For scenarios with hvctl and hypercall.c.

# cpus WANTED: that many of two are under the hypervisor, by the status and by a hypercall on each.
cpus() {
	hvctl status --json | grep -q "\"cpus\" *: *$1[^0-9]" || { hvctl status; return 1; }
	[ "$1" = 0 ] && return 0
	[ "$(hypercall 0x68760000 0)" = 0 ] || { echo "CPU 0 does not answer"; return 1; }
	[ "$1" = 1 ] || [ "$(hypercall 0x68760000 1)" = 0 ] || { echo "CPU 1 does not answer"; return 1; }
}
