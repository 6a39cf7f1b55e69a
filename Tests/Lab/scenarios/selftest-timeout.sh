# SPDX-License-Identifier: GPL-2.0-only
# hvlab: description=The lab itself: a scenario that hangs is ended
# hvlab: expect=timeout timeout=45 cpus=1
. ktap.sh
plan 1
while :; do :; done
