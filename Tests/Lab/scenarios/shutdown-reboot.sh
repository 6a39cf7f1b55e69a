# SPDX-License-Identifier: GPL-2.0-only
# hvlab: description=Reboot while started: VMX is off on every CPU when the processor is reset
# hvlab: expect=left cpus=2 needs=hvcore,hvctl timeout=90
. ktap.sh
plan 2

check "the module loads" hvctl load
check "observer starts" hvctl start observer
leave reboot -f
