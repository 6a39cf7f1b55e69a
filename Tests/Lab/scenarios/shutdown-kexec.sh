# SPDX-License-Identifier: GPL-2.0-only
# hvlab: description=kexec while started: the next kernel finds the processors out of VMX
# hvlab: expect=left cpus=2 needs=hvcore,hvctl timeout=90
# hvlab: programs=kexec.c
. ktap.sh
plan 4

check "the module loads" hvctl load
check "observer starts" hvctl start observer
check "the next kernel is loaded" kexec load 4 "the next kernel runs natively"
leave kexec now
