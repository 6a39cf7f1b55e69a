# SPDX-License-Identifier: GPL-2.0-only
# hvlab: description=The lab itself: a failed test fails the run
# hvlab: expect=failed cpus=1
. ktap.sh
plan 2
ok "this one passes"
check "this one fails on purpose" false
