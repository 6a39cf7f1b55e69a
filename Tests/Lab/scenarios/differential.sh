# SPDX-License-Identifier: GPL-2.0-only
# hvlab: description=The same instructions natively and under observer: registers, flags, RIP, faults, single steps
# hvlab: cpus=2 needs=hvcore,hvctl timeout=400
# hvlab: programs=differential.c testmodules=hvconform
. ktap.sh
categories="cpuid cpuid-in-shadow rdmsr wrmsr xsetbv cr vmx user-cpuid user-privileged"
plan 22

check "hvconform loads" modprobe hvconform
for category in $categories; do
	check "natively: $category" differential record $category /tmp/$category
	diag_file "$ktap_output"
done
check "hvcore loads" hvctl load
check "observer starts" hvctl start observer
for category in $categories; do
	check "as natively: $category" differential compare $category /tmp/$category
	diag_file "$ktap_output"
done
check "observer stops" hvctl stop
