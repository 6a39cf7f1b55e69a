# SPDX-License-Identifier: GPL-2.0-only
# hvlab: description=A processor model: what starts does so with what the model has; what cannot is refused with the bit
# hvlab: cpus=2 needs=hvcore,hvctl modules=msr testmodules=hvhalt timeout=300
# hvlab: programs=health.c,load.c,hypercall.c,vmxcaps.c,intercepts.c
. ktap.sh

# What tells the models apart, by names of vmxcaps, and what of it each has.
distinguishing="ept vpid unrestricted-guest ept-accessed-dirty monitor-trap-flag preemption-timer
	descriptor-table-exiting rdrand-exiting rdseed-exiting shadow-vmcs pml tsc-scaling"
nehalem="ept vpid"
haswell="ept vpid unrestricted-guest ept-accessed-dirty"
newer="monitor-trap-flag preemption-timer descriptor-table-exiting rdrand-exiting rdseed-exiting shadow-vmcs"
model=$(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1)
case $model in
*T9600*) has="" ;;
*"i5 CPU         750"*) has="$nehalem preemption-timer descriptor-table-exiting" ;;
*M*520*) has="$nehalem unrestricted-guest preemption-timer descriptor-table-exiting" ;;
*i7-2600K*) has="$nehalem unrestricted-guest preemption-timer descriptor-table-exiting" ;;
*i7-3770K*) has="$nehalem unrestricted-guest preemption-timer descriptor-table-exiting rdrand-exiting" ;;
*i7-4770*) has="$haswell preemption-timer descriptor-table-exiting rdrand-exiting shadow-vmcs" ;;
*i7-7800X*) has="$haswell preemption-timer descriptor-table-exiting rdrand-exiting rdseed-exiting shadow-vmcs pml tsc-scaling" ;;
*i3-8121U*) has="$haswell preemption-timer descriptor-table-exiting rdrand-exiting rdseed-exiting shadow-vmcs tsc-scaling" ;;
*i7-1065G7* | *i5-1135G7*) has="$haswell $newer pml tsc-scaling" ;;
*) has="nothing is known of $model" ;;
esac

ping_everywhere() {
	cpu=0
	while [ $cpu -lt "$(nproc)" ]; do
		[ "$(hypercall 0x68760000 $cpu)" = 0 ] || return 1
		cpu=$((cpu + 1))
	done
}

same_health() {
	health >/tmp/now
	diff /tmp/before /tmp/now
}

# The module and the msr driver read the same, on every CPU.
same_capabilities() {
	cpu=0
	while [ $cpu -lt "$(nproc)" ]; do
		# What the processor does not have, the one says so and the other reads as 0.
		hvctl caps --cpu $cpu | awk '$1 ~ /^0x4[89]/ && $1 <= "0x491" {
			sub("absent", "0x0000000000000000", $2); print $1, $2 }' >/tmp/module
		vmxcaps --raw $cpu >/tmp/driver
		[ "$(wc -l </tmp/module)" = 18 ] && diff /tmp/module /tmp/driver || return 1
		cpu=$((cpu + 1))
	done
}

refused_for_ept() {
	hvctl start "$1" >/tmp/out 2>&1
	status=$?
	cat /tmp/out
	[ $status = 1 ] && grep -q 'CPU 0: secondary .* 1 "Enable EPT" .*IA32_VMX_PROCBASED_CTLS2 (0x48b)' /tmp/out &&
		grep -q "^  control: secondary .*, bit 1$" /tmp/out
}

refused_guest_for_ept() {
	! hvctl guest-run halt_loop /tmp/code || return 1
	dmesg | tail -n 1 | grep 'halt_loop: CPU 0: secondary .* 1 "Enable EPT"'
}

# Exit reasons that depend on a control that not every processor has, or that every one must have.
optional_exits() {
	echo "12 hlt-exiting
14 invlpg-exiting
16 rdtsc-exiting
28 cr3-load-exiting
29 mov-dr-exiting
30 io-exiting
40 pause-exiting
46 descriptor-table-exiting
47 descriptor-table-exiting
52 preemption-timer
57 rdrand-exiting
61 rdseed-exiting"
}

# Those that the model has; started hypervisors hide it. With UMIP ring 3 cannot get at the descriptor tables.
wanted_exits() {
	optional_exits | while read -r reason capability; do
		case $reason in 46 | 47) grep -qw umip /proc/cpuinfo && continue ;; esac
		[ "$(vmxcaps $capability)" ] && echo $reason
	done
}

counted_exits() {
	hvctl stats >/tmp/stats
	optional_exits | while read -r reason _; do
		awk -v r="$reason" '$1 == "exits" && $2 == r && $NF > 0 { print r }' /tmp/stats
	done
}

refusals() {
	plan 10
	before
	for name in observer tutorial everything; do
		check "$name is refused for EPT" refused_for_ept $name
	done
	diag_file "$ktap_output"
	check "so is a vcpu of a process" refused_guest_for_ept
	check "nothing is started" sh -c "hvctl status --json | grep -q '\"cpus\": *0'"
	check "every CPU is as it was" same_health
	check "the module unloads" hvctl unload
}

before() {
	diag "$model, $(nproc) CPUs"
	modprobe msr
	diag "$(vmxcaps | tr '\n' ' ')"
	is "the model is the one that the table knows" "$(vmxcaps $distinguishing)" "$has"
	health >/tmp/before
	printf '\364\017\001\301' >/tmp/code # hlt; vmcall
	check "the module loads" hvctl load test_profiles=1
	check "it reads what the msr driver reads" same_capabilities
	# Tests/Lab/processors compares it with what is kept of the model.
	hvctl caps --json >/tmp/caps
	diag "capabilities begin"
	diag_file /tmp/caps
	diag "capabilities end"
}

starts() {
	plan 18
	before
	wanted_exits >/tmp/wanted
	check "observer starts on every CPU" hvctl start observer
	check "it answers on every CPU" ping_everywhere
	check "the system works under load" load 1
	check "observer stops" hvctl stop
	check "every CPU is as it was" same_health
	check "everything starts on every CPU" hvctl start everything
	check "it answers on every CPU" ping_everywhere
	check "each instruction works" intercepts
	check "a CPU that goes to sleep with an interrupt on its way wakes" modprobe hvhalt
	check "the system works under load" load 1
	# Idle, for the preemption timer: its period is longer than a tick.
	sleep 0.3
	is "the intercepts are those that the model has" "$(counted_exits)" "$(cat /tmp/wanted)"
	diag_file /tmp/stats
	check "everything stops" hvctl stop
	check "every CPU is as it was" same_health
	check "a vcpu of a process runs" sh -c "hvctl guest-run halt_loop /tmp/code --json | grep -q '\"exits\": *2'"
	check "the module unloads" hvctl unload
}

case $has in
*ept*) starts ;;
*) refusals ;;
esac
