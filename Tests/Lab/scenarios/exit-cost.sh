# SPDX-License-Identifier: GPL-2.0-only
# hvlab: description=What hvgen says of the stubs of observer is what they cost, to the instruction
# hvlab: cpus=1 needs=hvcore,hvctl,stub-costs timeout=120 testmodules=hvbench
. ktap.sh
parameters=/sys/module/hvbench/parameters
hypervisor=observer

# What makes the exit go which way: EXIT/WAY PATH, the path one of hvbench's.
ways="
CPUID/likely cpuid_7
CPUID/likely cpuid_d
CPUID/likely cpuid_80000008
CPUID/cases cpuid
CPUID/0x1 cpuid_1
CPUID/0x40000000 cpuid_40000000
CPUID/0x40000001 cpuid_40000001
VMCALL/likely vmcall
VMCALL/0x68760002 vmcall_version
VMCALL/next vmcall_arguments
RDMSR/likely rdmsr_outside_bitmaps
RDMSR/0x3a rdmsr_feature_control
WRMSR/likely wrmsr_outside_bitmaps
"

# told WAY: what hvgen says.
told() {
	awk -v want="$hypervisor $1" '{ gsub("/", " ", want) } $1 " " $2 " " $3 == want { print $4 }' /lab/stub-costs
}

# measured PATH: root-mode instructions, if all of a thousand turns took as many.
measured() {
	echo "$1" >$parameters/measure || return 1
	eval "$(cat $parameters/result)"
	each=$(((loop - empty) / turns))
	[ $((each * turns)) = $((loop - empty)) ] && [ $each = $((least - none)) ] || { cat $parameters/result; return; }
	# The instruction itself is the guest's.
	echo $((each - 1))
}

known=
while read -r way path; do
	[ -n "$way" ] && [ -n "$(told $way)" ] && known="$known $way=$path"
done <<END
$ways
END
stubs=$(awk -v want=$hypervisor '$1 == want { print $2 }' /lab/stub-costs | sort -u)
plan $((4 + $(echo $known | wc -w) + $(echo $stubs | wc -w)))

check "hvcore loads" hvctl load
check "hvbench loads" modprobe hvbench
check "$hypervisor starts" hvctl start $hypervisor
for pair in $known; do
	way=${pair%=*}
	path=${pair#*=}
	is "$way, by $path" "$(measured $path)" "$(told $way)"
done
for exit in $stubs; do
	contains "the likely way of $exit is measured" "$known " " $exit/likely="
done
check "$hypervisor stops" hvctl stop
# Not every way has something that takes it here; DifferentialTests and StubTests walk them all.
awk -v want=$hypervisor -v known="$known " '$1 == want && !index(known, " " $2 "/" $3 "=") { print "not measured: " $0 }' \
	/lab/stub-costs >/tmp/others
diag_file /tmp/others
