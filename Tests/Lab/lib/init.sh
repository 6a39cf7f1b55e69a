#!/bin/busybox sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The guest's first and only program: runs the scenario, sends what it says and
# then the kernel's log to the debug port, and ends the emulation. The lines
# that begin with @hvlab are read by Sources/HVLabKit/Results/GuestTranscript.swift.

export PATH=/lab/bin:/lab/lib:/bin:/sbin HOME=/root
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mount -t tmpfs tmp /tmp
cd /tmp || exit
exec </dev/null >/dev/null 2>&1

{
	printf '\n@hvlab begin\n'
	sh /lab/scenario.sh
	printf '\n@hvlab status %s\n' $?
	printf '@hvlab dmesg\n'
	dmesg
	printf '\n@hvlab end\n'
} 2>&1 | agent stream

agent shutdown
