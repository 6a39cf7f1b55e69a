# SPDX-License-Identifier: GPL-2.0-only
# hvlab: description=The lab itself: a panic ends the run at once and is shown
# hvlab: expect=panicked timeout=90
. ktap.sh
plan 2
ok "the results so far are kept"
# SysRq c: a NULL pointer dereference in the kernel.
echo c >/proc/sysrq-trigger
ok "this is never reached"
