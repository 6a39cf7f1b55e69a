# SPDX-License-Identifier: GPL-2.0-only
# hvlab: description=hvctl selftest, events --follow and live statistics against the real module
# hvlab: cpus=2 needs=hvcore,hvctl timeout=400
# hvlab: programs=hypercall.c testmodules=hvtake
. ktap.sh
plan 23

# self NAME OPTIONS...: all of hvctl's own checks; what it said is shown.
self() {
	check "selftest $*" hvctl selftest "$@"
	diag_file "$ktap_output"
}

self observer --cycles 2
expect_fail "the module was unloaded again" test -e /sys/module/hvcore
check "it loads" hvctl load test_profiles=1
self everything --cycles 2
diag "$(grep -c '# SKIP' "$ktap_output") skipped"
check "what was loaded before stays" test -e /sys/module/hvcore
hvctl selftest observer --cycles 1 --json >/tmp/json
is "as JSON: nothing failed" "$(grep -c '"verdict": "fail"' /tmp/json) $(grep -c '"ok": true' /tmp/json)" "0 1"

hvctl start everything
hvctl selftest observer >/tmp/out 2>/tmp/err
is "selftest does not disturb what is started: status" "$?" 1
diag_file /tmp/err
check "and says so" grep -q "everything is started already" /tmp/err
is "it still runs" "$(hypercall 0x68760000 1)" 0

hvctl events --follow --kind mark --count 3 --timeout 60 >/tmp/events 2>&1 &
follow=$!
for mark in 0x11 0x2222 0x333333; do
	hypercall 0x68760011 1 $mark 0xfedcba9876543210 >/dev/null
	sleep 0.1
done
check "events --follow ends when three came" wait $follow
diag_file /tmp/events
second=second=0xfedcba9876543210
is "with the right words" "$(cut -d' ' -f2- /tmp/events | tr '\n' ';')" \
	"cpu 1 mark first=0x11 $second;cpu 1 mark first=0x2222 $second;cpu 1 mark first=0x333333 $second;"
check "what was held is recorded too" hvctl events --follow --kind interrupt-held --count 1 --timeout 60 --json
diag_file "$ktap_output"
hvctl events --follow --kind page-taken --count 1 --timeout 60 >/tmp/events 2>&1 &
follow=$!
check "a page is taken and comes back" modprobe hvtake
wait $follow
diag_file /tmp/events
page=$(printf 'guest_physical=0x%x' "$(cat /sys/module/hvtake/parameters/physical)")
is "the record says which" "$(cut -d' ' -f5 /tmp/events)" "$page"
check "everything stops" hvctl stop

hvctl start observer
# ended_early NAME: with status 0, and long before the time was up.
ended_early() {
	is "$1" "$(cat /tmp/status) $(($(date +%s) - start < 25))" "0 1"
}
start=$(date +%s)
{ hvctl events --follow --timeout 30; echo $? >/tmp/status; } | true
ended_early "a reader that leaves ends it"
# A background job begins with SIGINT ignored, until hvctl has its own handler.
start=$(date +%s)
hvctl events --follow --timeout 30 >/tmp/events 2>&1 &
follow=$!
sleep 2
kill -INT $follow
wait $follow
echo $? >/tmp/status
ended_early "SIGINT ends it"
hvctl stats --live --interval 0.5 --count 3 --json >/tmp/live
is "three looks, a line each" "$(wc -l </tmp/live)" 3
is "the first one knows no rate" "$(head -n 1 /tmp/live | grep -c '"nanoseconds": null')" 1
is "the others do" "$(grep -c '"index": 10, "value": [0-9]*, "rate": [0-9]' /tmp/live)" 2
# What is there of the look before would be taken for the first of this one.
rm -f /tmp/live
hvctl stats --live --interval 0.2 >/tmp/live 2>/tmp/err &
live=$!
tries=100
while [ ! -s /tmp/live ] && [ $tries -gt 0 ]; do
	sleep 0.1
	tries=$((tries - 1))
done
hvctl stop
wait $live
is "the profile is stopped meanwhile: status" "$?" 1
diag_file /tmp/err
check "and a message" grep -q "observer was stopped meanwhile" /tmp/err
diag_file /tmp/live
check "unload" hvctl unload
