# SPDX-License-Identifier: GPL-2.0-only
# hvlab: description=What users get wrong: twice, too early, too late, without privilege, malformed
# hvlab: cpus=2 needs=hvcore,hvctl timeout=240
# hvlab: programs=ioctls.c,as_user.c,hypercall.c,load.c
. ktap.sh
plan 23

# refused STATUS PATTERN COMMAND...: ends with that status and says that on standard error.
refused() {
	wanted=$1 pattern=$2
	shift 2
	"$@" >/tmp/out 2>/tmp/err
	status=$?
	cat /tmp/err
	[ $status = "$wanted" ] || { echo "status $status, not $wanted"; return 1; }
	grep -qi "$pattern" /tmp/err || { echo "no '$pattern'"; return 1; }
	[ ! -s /tmp/out ] || { echo "something on standard output"; return 1; }
}

check "without the module: start says what to do" refused 3 "hvctl load" hvctl start observer
check "load" hvctl load
check "stop before start" refused 1 "start" hvctl stop
check "no such hypervisor" refused 1 "no-such" hvctl start no-such
check "a test profile is not offered" refused 1 "halt_loop" hvctl start halt_loop
check "malformed ioctls are refused, nothing started" ioctls
check "start" hvctl start observer
check "start twice" refused 1 "start" hvctl start observer
check "start another" refused 1 "start" hvctl start tutorial
check "it still runs after that" sh -c 'test "$(hypercall 0x68760000)" = 0'
check "malformed ioctls are refused while started" ioctls
check "unload while started" refused 1 "stop" hvctl unload
expect_fail "rmmod while started" rmmod hvcore
check "it still runs after that" sh -c 'test "$(hypercall 0x68760000)" = 0'
check "open without privilege" refused 4 "permi\|privil\|root" as_user 1000 hvctl status
check "ring 3 may not stop it, CPU 0" sh -c 'test "$(hypercall 0x68760001 0)" = -1'
check "ring 3 may not stop it, CPU 1" sh -c 'test "$(hypercall 0x68760001 1)" = -1'
check "an unknown hypercall is ENOSYS" sh -c 'test "$(hypercall 0x12345678)" = -38'
check "every result under it is right" load 1
check "stop" hvctl stop
check "stop twice" refused 1 "start" hvctl stop
check "unload" hvctl unload
check "unload twice" sh -c "hvctl unload; test \$? -ne 0"
