# SPDX-License-Identifier: GPL-2.0-only
# hvlab: description=A crash while started, one CPU in root mode: the crash kernel finds the processors out of VMX
# hvlab: expect=left cpus=2 needs=hvcore,hvctl timeout=300
# hvlab: programs=kexec.c,exits.c
# hvlab: cmdline=crashkernel=32M
# hvlab: tolerate=Kernel panic - not syncing: sysrq triggered crash
# hvlab: tolerate=Call Trace:
. ktap.sh
# An exit takes 24 instructions, so that the looping CPU has many a tick, and each costs the emulator dear: two minutes.
plan 4

check "the module loads" hvctl load
check "observer starts" hvctl start observer
check "the crash kernel is loaded" kexec crash 4 "the crash kernel runs natively"
exits 1 &
leave sh -c "echo c >/proc/sysrq-trigger"
