# SPDX-License-Identifier: GPL-2.0-only
# hvlab: description=The demo on the packaged kernel as it is: KASLR, page-table isolation, all mitigations (slow)
# hvlab: cpus=2 needs=hvcore,hvctl profile=stock timeout=900
# hvlab: programs=health.c,load.c,hypercall.c
. ktap.sh
plan 9

contains "page-table isolation is on" "$(cat /sys/devices/system/cpu/vulnerabilities/meltdown)" '^Mitigation: PTI$'
health >/tmp/before
check "load" hvctl load
check "start" hvctl start observer
check "the system works under load" load 2
is "a hypercall is answered" "$(hypercall 0x68760000)" 0
check "stop" hvctl stop
check "the system works" load 1
check "unload" hvctl unload
health >/tmp/after
check "every CPU is as it was" diff /tmp/before /tmp/after
