# SPDX-License-Identifier: GPL-2.0-only
# hvlab: description=The poison build itself: undefined fields are random, and a flush that is left out is noticed
# hvlab: cpus=2 needs=hvcore-poison,hvctl timeout=180
# hvlab: programs=load.c
. ktap.sh
forget=/sys/module/hvcore/parameters/forget_flush
plan 9

# failed: waits until the watch has found a CPU that left.
failed() {
	for i in 1 2 3 4 5 6 7 8 9 10; do
		hvctl status | grep -q "failed" && return 0
		sleep 0.2
	done
	hvctl status
	return 1
}

check "the module loads" hvctl load test_profiles=1 forget_flush=1
check "everything starts" hvctl start everything
check "it ends fatally" failed
hvctl status >/tmp/status
diag_file /tmp/status
check "the reason is the flush" grep -q "did not flush" /tmp/status
check "in a MOV to CR3, INVLPG or INVPCID, each of which needs one" \
	grep -qE "exit reason (28|14|58) " /tmp/status
# None of these exits has a guest-physical address: 40 bits would be one, 64 random ones are hardly so few.
dmesg | sed -n 's/.*guest-physical 0x\([0-9a-f]*\).*/\1/p' >/tmp/physical
diag "the undefined guest-physical address reads as $(cat /tmp/physical)"
check "a field that the exit does not define is random" grep -qE "^[0-9a-f]{12,16}$" /tmp/physical
check "with the flushes everything starts" sh -c "echo 0 >$forget && hvctl start everything"
check "and works" load 1
check "and stops" hvctl stop
