# SPDX-License-Identifier: GPL-2.0-only
# hvlab: description=Power-off while started: VMX is off on every CPU before
# hvlab: expect=left cpus=2 needs=hvcore,hvctl timeout=90
. ktap.sh
plan 2

check "the module loads" hvctl load test_profiles=1
check "everything starts" hvctl start everything
leave poweroff -f
