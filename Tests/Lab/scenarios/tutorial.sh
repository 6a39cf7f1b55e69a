# SPDX-License-Identifier: GPL-2.0-only
# hvlab: description=The hypervisor of the README counts the leaves that CPUID is asked for
# hvlab: cpus=2 needs=hvcore,hvctl timeout=180
# hvlab: programs=cpuid.c
. ktap.sh
plan 7

# leaf NUMBER: how often it was counted, on all CPUs.
leaf() {
	hvctl stats --json | tr -d ' \n' | tr '{' '\n' | sed -n "/\"name\":\"cpuidleaf\"/s/.*\"index\":$1,.*\"value\":\([0-9]*\).*/\1/p;/\"name\":\"cpuidleaf\"/s/.*\"value\":\([0-9]*\).*\"index\":$1[,}].*/\1/p" | head -n 1
}

check "load" hvctl load
check "start" hvctl start tutorial
is "it announces itself: HVTutorialHV" "$(cpuid 0x40000000 | cut -d' ' -f2-)" "75545648 69726f74 56486c61"
hvctl stats --json >/tmp/stats.json
diag "$(head -c 600 /tmp/stats.json | tr '\n' ' ')"
before=$(leaf 23)
for i in 1 2 3 4 5; do cpuid 23 >/dev/null; done
after=$(leaf 23)
is "five CPUIDs of leaf 23 are counted" $((${after:-0} - ${before:-0})) 5
before=$(leaf 31)
cpuid 0x12345678 >/dev/null
after=$(leaf 31)
test $((${after:-0} - ${before:-0})) -ge 1
result "a leaf beyond the array is counted as other"
check "stop" hvctl stop
check "unload" hvctl unload
