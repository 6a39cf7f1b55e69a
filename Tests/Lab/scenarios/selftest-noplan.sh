# SPDX-License-Identifier: GPL-2.0-only
# hvlab: description=The lab itself: a report that ends early is no success
# hvlab: expect=malformed cpus=1
. ktap.sh
plan 2
ok "the only result of two"
