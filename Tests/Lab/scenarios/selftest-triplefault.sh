# SPDX-License-Identifier: GPL-2.0-only
# hvlab: description=The lab itself: a triple fault is a panic too
# hvlab: expect=panicked cpus=1
. ktap.sh
plan 2
ok "the results so far are kept"
# With reboot=t, which the lab gives, this makes the processor triple-fault.
reboot -f
ok "this is never reached"
