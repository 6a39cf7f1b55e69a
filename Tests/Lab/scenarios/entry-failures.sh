# SPDX-License-Identifier: GPL-2.0-only
# hvlab: description=VM entries are made to fail by one broken field each; each time the right rule of the manual is named
# hvlab: cpus=2 needs=hvcore,hvctl timeout=300
# hvlab: programs=health.c
. ktap.sh
parameters=/sys/module/hvcore/parameters

# What breaks it, the rule, its number in the failure ("7" and "8" are VM-instruction errors), and a value of it.
cat >/tmp/cases <<'END'
PIN_BASED_VM_EXEC_CONTROL=0 2001 7 PIN_BASED_VM_EXEC_CONTROL = 0x0
CPU_BASED_VM_EXEC_CONTROL&0xfffffffd 2003 7 CPU_BASED_VM_EXEC_CONTROL = 0x
SECONDARY_VM_EXEC_CONTROL|0x80000000 2005 7 SECONDARY_VM_EXEC_CONTROL = 0x8
CR3_TARGET_COUNT=5 2007 7 CR3_TARGET_COUNT = 0x5
CPU_BASED_VM_EXEC_CONTROL|0x400000 2009 7 = 0
VIRTUAL_PROCESSOR_ID=0 2010 7 VIRTUAL_PROCESSOR_ID = 0x0
MSR_BITMAP=0x1001 2105 7 MSR_BITMAP = 0x1001
EPT_POINTER|0x7 2301 7 EPT_POINTER = 0x
SECONDARY_VM_EXEC_CONTROL&0xfffffffd,SECONDARY_VM_EXEC_CONTROL|0x80 2307 7 = 0
VM_EXIT_CONTROLS&0xfffffffe 3001 7 VM_EXIT_CONTROLS = 0x
VM_ENTRY_CONTROLS&0xfffffffe 4001 7 VM_ENTRY_CONTROLS = 0x
VM_ENTRY_MSR_LOAD_COUNT=1,VM_ENTRY_MSR_LOAD_ADDR=0x1004 4003 7 VM_ENTRY_MSR_LOAD_ADDR = 0x1004
VM_ENTRY_INTR_INFO_FIELD=0x80000100 4101 7 VM_ENTRY_INTR_INFO_FIELD = 0x80000100
VM_ENTRY_INTR_INFO_FIELD=0x80000480,VM_ENTRY_INSTRUCTION_LEN=16 4114 7 VM_ENTRY_INSTRUCTION_LEN = 0x10
HOST_CR0&0xfffffffe 5001 8 HOST_CR0 = 0x
HOST_CR4|0x80000000 5004 8 HOST_CR4 = 0x8
HOST_IA32_SYSENTER_ESP=0x8000000000000000 5007 8 HOST_IA32_SYSENTER_ESP = 0x8000000000000000
HOST_SS_SELECTOR=0x1b 5502 8 HOST_SS_SELECTOR = 0x1b
HOST_RIP=0x8000000000000000 6011 8 HOST_RIP = 0x8000000000000000
GUEST_CR0&0xffffffdf 7001 33 GUEST_CR0 = 0x
GUEST_CR4&0xffffffdf 7008 33 GUEST_CR4 = 0x
GUEST_SYSENTER_EIP=0x8000000000000000 7103 33 GUEST_SYSENTER_EIP = 0x8000000000000000
GUEST_TR_SELECTOR|4 8001 33 GUEST_TR_SELECTOR = 0x
GUEST_CS_AR_BYTES=0xa01b 8111 33 GUEST_CS_AR_BYTES = 0xa01b
GUEST_GDTR_LIMIT=0x10000 8903 33 GUEST_GDTR_LIMIT = 0x10000
GUEST_RFLAGS|0x8 9003 33 GUEST_RFLAGS = 0x
GUEST_ACTIVITY_STATE=4 9101 33 GUEST_ACTIVITY_STATE = 0x4
VMCS_LINK_POINTER=0x1001 9201 33 VMCS_LINK_POINTER = 0x1001
END
cases=$(wc -l </tmp/cases)
plan $((cases + 13))

# told FILE RULE NUMBER VALUE: what status says is that rule first, with that value, for that failure; nothing runs.
told() {
	said=$(awk '/"code"/ { rules++ }
		rules == 0 && /"(cpus|instruction_error|exit_reason)"/ || rules == 1 && /"(code|matches|values)"/' "$1")
	case $3 in
	33) number='"exit_reason": 33,' ;;
	*) number="\"instruction_error\": $3," ;;
	esac
	for wanted in "\"code\": \"VE-$2\"" '"matches": true' '"cpus": 0,' "$number" "$4"; do
		case $said in *"$wanted"*) ;; *) echo "no '$wanted' in: $said"; return 1 ;; esac
	done
}

# refused FILE RULE NUMBER: the refusal has the rule, and the number that the processor reported.
refused() {
	case $3 in
	33) number="exit reason 0x80000021" ;;
	*) number="VM-instruction error $3" ;;
	esac
	case $(cat "$1") in *"$number"[,\;]*"VE-$2 "*) ;; *) echo "no '$number', or not VE-$2"; return 1 ;; esac
}

# fails CPU CHANGE RULE NUMBER VALUE: a start with the change fails there and unwinds; the rule is told.
fails() {
	echo "$1" >$parameters/fail_cpu && echo "$2" >$parameters/break_entry || return 1
	if hvctl start observer 2>/tmp/refusal; then
		echo "the start went well"
		hvctl stop
		return 1
	fi
	hvctl status --json >/tmp/status
	echo >$parameters/break_entry
	told /tmp/status "$3" "$4" "$5" && refused /tmp/refusal "$3" "$4" && return 0
	cat /tmp/refusal
	tr -d '\n' </tmp/status | cut -c 1-600
	return 1
}

# guest_fails CHANGE RULE NUMBER VALUE: so does an entry of a vcpu.
guest_fails() {
	echo -1 >$parameters/fail_cpu && echo "$1" >$parameters/break_entry || return 1
	hvctl guest-run halt_loop /tmp/code >/tmp/guest 2>&1
	hvctl status --json >/tmp/status
	echo >$parameters/break_entry
	told /tmp/status "$2" "$3" "$4" && grep -q '"profile": *"halt_loop"' /tmp/status && return 0
	cat /tmp/guest
	tr -d '\n' </tmp/status | cut -c 1-600
	return 1
}

health >/tmp/before
check "the module loads" hvctl load test_profiles=1 raw_dumps=1
expect_fail "a field that there is not is refused" sh -c "echo NO_SUCH_FIELD=1 >$parameters/break_entry"
expect_fail "no dump without a failure" hvctl dump
cpu=0
while read -r change rule number value; do
	check "VE-$rule on CPU $cpu: $change" fails $cpu "$change" $rule $number "$value"
	cpu=$((1 - cpu))
done </tmp/cases
check "on both CPUs" fails -1 "HOST_CR4&0xffffdfff" 5003 8 "HOST_CR4 = 0x"
dmesg | grep 'hvcore: CPU .: VE-5003' >/tmp/log
check "the kernel log names rule, value and section" sh -c "grep -q 'host.cr4.must-be-1: Host CR4' /tmp/log && grep -q 'HOST_CR4 = 0x.*SDM volume 3' /tmp/log && grep -q 'would be satisfied by HOST_CR4 = 0x' /tmp/log"
diag_file /tmp/log
hvctl events --json >/tmp/events
check "records of it" sh -c "grep -c '\"entry-failed\"' /tmp/events >/dev/null && grep -q '\"0x138b\"' /tmp/events"
check "a dump has the field" sh -c "hvctl dump --json >/tmp/dump && grep -q '\"schema\": *1' /tmp/dump && grep -q '\"HOST_CR4\": *\"0x' /tmp/dump && grep -q '\"instructionError\": *8' /tmp/dump && grep -q '\"VM_INSTRUCTION_ERROR\": *\"0x8\"' /tmp/dump"
# Tests/Lab/dump-read takes it from the log, and gives it to `hvgen why`.
diag "the dump of VE-5003"
diag_file /tmp/dump
# mov $5,%ecx; 1: hlt; loop 1b; vmcall
printf '\271\005\000\000\000\364\342\375\017\001\301' >/tmp/code
check "a vcpu: VE-5508" guest_fails HOST_CS_SELECTOR=0 5508 8 "HOST_CS_SELECTOR = 0x0"
check "a vcpu: VE-9004" guest_fails GUEST_RFLAGS=0 9004 33 "GUEST_RFLAGS = 0x0"
check "a vcpu without it runs" hvctl guest-run halt_loop /tmp/code
check "a start without it works" sh -c "hvctl start observer && hvctl stop"
check "the module unloads" hvctl unload
health >/tmp/after
check "every CPU is as it was" diff /tmp/before /tmp/after
