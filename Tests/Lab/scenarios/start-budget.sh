# SPDX-License-Identifier: GPL-2.0-only
# hvlab: description=What a start and a stop cost, in instructions: one CPU, so that a tick is one
# hvlab: cpus=1 needs=hvcore,hvctl timeout=180
# hvlab: programs=startcost.c
. ktap.sh
plan 5

# value NAME OF: a figure of startcost's report, such as `value start least`.
value() {
	sed -n "s/^$1 .*\b$2 \([0-9]*\).*/\1/p" /tmp/cost
}

dmesg -c >/tmp/boot
check "hvcore loads" hvctl load
check "ten starts and stops" sh -c "startcost observer 10 >/tmp/cost"
diag_file /tmp/cost
dmesg | grep "hvcore: observer" | tail -n 1 >/tmp/memory
diag_file /tmp/memory
# Issue 4: all preparation in 80 thousand, what Linux does for it included. The first takes most.
check "a start is within 80,000" [ "$(value start first)" -le 80000 ]
memory=$(sed -n 's/.*memory: \([0-9]*\) KiB a CPU, \([0-9]*\) KiB shared.*/\1+\2/p' /tmp/memory)
check "it takes at most 96 KiB ($memory)" [ "$((memory))" -gt 0 -a "$((memory))" -le 96 ]
check "hvctl unloads the module" hvctl unload
