# SPDX-License-Identifier: GPL-2.0-only
# hvlab: description=The same instructions natively and under observer: registers, flags, RIP, faults, single steps
# hvlab: cpus=2 needs=hvcore,hvctl timeout=400
# hvlab: programs=differential testmodules=hvconform
. ktap.sh
hypervisor=observer
categories=$(differential list always)
plan $((4 + 2 * $(echo $categories | wc -w)))

check "hvconform loads" modprobe hvconform
for category in $categories; do
	check "natively: $category" differential record $category /tmp/$category
	diag_file "$ktap_output"
done
check "hvcore loads" hvctl load
check "$hypervisor starts" hvctl start $hypervisor
for category in $categories; do
	check "as natively: $category" differential compare $category /tmp/$category
	diag_file "$ktap_output"
done
check "$hypervisor stops" hvctl stop
