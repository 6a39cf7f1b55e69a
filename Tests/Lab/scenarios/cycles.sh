# SPDX-License-Identifier: GPL-2.0-only
# hvlab: description=Twenty times on and off (or as often as the kernel parameter cycles says) under load
# hvlab: cpus=2 needs=hvcore,hvctl timeout=420
# hvlab: programs=health.c,load.c
. ktap.sh
cycles=$(sed -n 's/.*\bcycles=\([0-9]*\).*/\1/p' /proc/cmdline)
cycles=${cycles:-20}
plan $((cycles + 4))

health >/tmp/before
check "the module loads" hvctl load
load 600 >/tmp/load.out 2>&1 &
load=$!
i=1
while [ $i -le $cycles ]; do
	check "cycle $i" sh -c "hvctl start observer && sleep 0.2 && hvctl stop"
	i=$((i + 1))
done
check "the load still runs, so all it computed was right" kill -0 $load
kill $load
killall load 2>/dev/null
check "the module unloads" hvctl unload
health >/tmp/after
check "every CPU is as it was" diff /tmp/before /tmp/after
