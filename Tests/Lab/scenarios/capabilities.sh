# SPDX-License-Identifier: GPL-2.0-only
# hvlab: description=What a processor model says of its VT-x, for Tests/Lab/processors to keep or to compare
# hvlab: cpus=1 needs=hvcore,hvctl timeout=120
. ktap.sh
plan 3

check "the module loads" hvctl load
check "it reads the capability MSRs" sh -c 'hvctl caps --json >/tmp/caps'
# Between two lines that Tests/Lab/processors looks for.
diag "capabilities begin"
diag_file /tmp/caps
diag "capabilities end"
check "the module unloads" hvctl unload
