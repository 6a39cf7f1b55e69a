# SPDX-License-Identifier: GPL-2.0-only
# hvlab: description=The lab itself: a WARNING in the kernel's log fails the run
# hvlab: expect=complaint cpus=1
. ktap.sh
plan 1
ok "all tests pass"
# The kernel's log is judged as text: what user space puts there counts too.
echo "WARNING: CPU: 0 PID: 1 at selftest-warning" >/dev/kmsg
