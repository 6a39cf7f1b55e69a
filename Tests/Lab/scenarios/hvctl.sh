# SPDX-License-Identifier: GPL-2.0-only
# hvlab: description=Every command of hvctl against the real module
# hvlab: cpus=2 needs=hvcore,hvctl timeout=300
. ktap.sh
plan 24

# status WANTED NAME COMMAND...: the exit status is part of the interface.
status() {
	wanted=$1; name=$2; shift 2
	"$@" >/tmp/out 2>&1
	got=$?
	diag_file /tmp/out
	is "$name: exit status" "$got" "$wanted"
}

status 0 "doctor before loading" hvctl doctor
status 3 "status without a module" hvctl status
status 3 "unload without a module" hvctl unload
status 0 "load with parameters" hvctl load test_profiles=1
status 1 "load twice" hvctl load
status 0 "doctor" hvctl doctor
status 0 "list" hvctl list --json
status 1 "start nobody" hvctl start nobody
status 1 "stop when stopped" hvctl stop
status 1 "start a profile of guest mode" hvctl start halt_loop
echo vmptrld >/sys/module/hvcore/parameters/fail_step
status 1 "a start that fails" hvctl start observer
echo >/sys/module/hvcore/parameters/fail_step
status 0 "caps" hvctl caps --cpu 1
printf '\364' >/tmp/code
status 0 "guest-run" hvctl guest-run --json halt_loop /tmp/code
status 0 "start" hvctl start observer
status 1 "start twice" hvctl start tutorial
status 0 "doctor while it runs" hvctl doctor
status 0 "status" hvctl status --json
status 0 "stats" hvctl stats --cpu 1
status 0 "events" hvctl events
status 0 "events, waiting" hvctl events --follow --timeout 0.2
status 0 "stats, one live look" hvctl stats --live --count 1
status 1 "selftest while something is started" hvctl selftest
status 1 "unload while started" hvctl unload
status 0 "stop and unload" sh -c "hvctl stop && hvctl unload"
