# SPDX-License-Identifier: GPL-2.0-only
# hvlab: description=The packaged kernel as it is: KASLR, page-table isolation and mitigations are on (slow)
# hvlab: profile=stock cpus=1 timeout=400
. ktap.sh
plan 4

vulnerabilities=/sys/devices/system/cpu/vulnerabilities
for file in "$vulnerabilities"/*; do
	diag "${file##*/}: $(cat "$file")"
done

check "the processor has VT-x" grep -qw vmx /proc/cpuinfo
expect_fail "the command line turns nothing off" grep -qwE 'mitigations=off|nokaslr|nopti' /proc/cmdline
text=$(sed -n 's/ T _text$//p' /proc/kallsyms)
diag "kernel text at $text"
if [ "$text" != ffffffff81000000 ]; then ok "KASLR moved the kernel"; else not_ok "KASLR moved the kernel"; fi
contains "page-table isolation is on" "$(cat "$vulnerabilities/meltdown")" '^Mitigation: PTI$'
