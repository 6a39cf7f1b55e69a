# SPDX-License-Identifier: GPL-2.0-only
# hvlab: description=An emergency restart while started, one CPU in root mode: VMX is off on every CPU
# hvlab: expect=left cpus=2 needs=hvcore,hvctl timeout=90
# hvlab: programs=exits.c
. ktap.sh
plan 2

check "the module loads" hvctl load
check "observer starts" hvctl start observer
exits 1 &
leave sh -c "echo b >/proc/sysrq-trigger"
