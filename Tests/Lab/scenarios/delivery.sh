# SPDX-License-Identifier: GPL-2.0-only
# hvlab: description=Events that are delivered while pages vanish, nested ones, NMIs: natively, under observer, under everything
# hvlab: cpus=2 needs=hvcore-poison,hvctl timeout=600
# hvlab: programs=differential testmodules=hvconform
. ktap.sh
# Everything runs as the poison build, which mends what the emulator does to NMIs that exit.
categories=$(differential list delivery)
plan $((6 + 3 * $(echo $categories | wc -w)))

check "hvconform loads" modprobe hvconform
for category in $categories; do
	check "natively: $category" differential record $category /tmp/$category
	diag_file "$ktap_output"
done
check "hvcore loads" hvctl load test_profiles=1
check "observer starts" hvctl start observer
for category in $categories; do
	check "as natively under observer: $category" differential compare $category /tmp/$category
	diag_file "$ktap_output"
done
check "observer stops" hvctl stop
check "everything starts" hvctl start everything
for category in $categories; do
	check "as natively under everything, pages taken: $category" \
		differential compare $category /tmp/$category exits take
	diag_file "$ktap_output"
done
hvctl stats >/tmp/stats
diag_file /tmp/stats
check "everything stops" hvctl stop
