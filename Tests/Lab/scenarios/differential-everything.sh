# SPDX-License-Identifier: GPL-2.0-only
# hvlab: description=Every instruction that can be intercepted, natively and under everything; each exited for its reason
# hvlab: cpus=2 needs=hvcore,hvctl timeout=1500
# hvlab: programs=differential testmodules=hvconform
. ktap.sh
hypervisor=everything
categories="$(differential list always) $(differential list intercepts)"
plan $((4 + 2 * $(echo $categories | wc -w)))

check "hvconform loads" modprobe hvconform
for category in $categories; do
	check "natively: $category" differential record $category /tmp/$category
	diag_file "$ktap_output"
done
check "hvcore loads" hvctl load test_profiles=1
check "$hypervisor starts" hvctl start $hypervisor
for category in $categories; do
	check "as natively: $category" differential compare $category /tmp/$category exits
	diag_file "$ktap_output"
done
hvctl stats >/tmp/stats
diag_file /tmp/stats
check "$hypervisor stops" hvctl stop
