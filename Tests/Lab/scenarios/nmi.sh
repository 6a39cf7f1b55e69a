# SPDX-License-Identifier: GPL-2.0-only
# hvlab: description=NMI storms into a guest that computes, exits, faults and halts, and into root mode
# hvlab: cpus=2 needs=hvcore,hvctl timeout=300
# hvlab: testmodules=hvnmi
. ktap.sh
parameters=/sys/module/hvnmi/parameters
plan 27

# storm WORK: none lost, none too many, and all that was computed meanwhile was right.
storm() {
	echo "$1" >$parameters/storm || return 1
	cat $parameters/result
	sent= counted= lost= bursts= least= most= empty= surplus= root= wrong=
	eval "$(cat $parameters/result)"
	echo "$sent $root $bursts" >/tmp/numbers
	[ "$sent" -gt 0 ] && [ "$counted" = "$sent" ] && [ "$lost" = 0 ] || return 1
	[ "$bursts" -gt 0 ] && [ "$least" -ge 1 ] && [ "$empty" = 0 ] && [ "$surplus" = 0 ] || return 1
	[ "$wrong" = 0 ]
}

storms() {
	for work in compute cpuid vmcall divide halt; do
		check "$1: $work" storm $work
		diag "$1: $work: $(cat $parameters/result)"
		cp /tmp/numbers /tmp/numbers-$work
	done
}

# hit_root WORK: at least a tenth of the NMIs came while the CPU was in root mode.
hit_root() {
	read -r sent root bursts </tmp/numbers-$1
	[ "$root" -gt $((sent / 10)) ]
}

no_root() {
	for work in compute cpuid vmcall divide halt; do
		read -r sent root bursts </tmp/numbers-$work
		[ "$root" = 0 ] || return 1
	done
}

check "hvnmi loads" modprobe hvnmi
storms native
check "natively nothing is in root mode" no_root
check "hvcore loads" hvctl load test_profiles=1
storms_under() {
	check "$1 starts" hvctl start $1
	storms $1
	check "$1: root mode was hit in cpuid" hit_root cpuid
	check "$1: root mode was hit in vmcall" hit_root vmcall
	hvctl stats --cpu 1 | grep -iE "nmi|non-maskable" | sed "s/^/# $1: /"
	check "$1 stops" hvctl stop
}

storms_under observer
# Bochs 2.7 leaves NMIs blocked after an exit for one, which the poison build mends.
if [ -e /sys/module/hvcore/parameters/forget_flush ]; then
	storms_under everything
else
	for i in 1 2 3 4 5 6 7 8 9; do
		skip "everything, $i of 9" "the emulator leaves NMIs blocked; hvlab run nmi --poison"
	done
fi
dmesg | grep -i "nmi received" >/tmp/unknown
is "Linux met no NMI that nobody knew" "$(cat /tmp/unknown)" ""
