# SPDX-License-Identifier: GPL-2.0-only
# hvlab: description=INIT from another CPU: the CPU stays under the hypervisor and waits for its start-up IPI
# hvlab: cpus=2 needs=hvcore,hvctl timeout=120
# hvlab: testmodules=hvinit
# hvlab: cmdline=isolcpus=1 nohz=off
. ktap.sh
plan 8

offline=/sys/devices/system/cpu/cpu1/online
ipis=/sys/module/hvinit/parameters/ipis

check "hvinit loads" modprobe hvinit cpu=1
check "CPU 1 goes offline" sh -c "echo 0 >$offline"
check "INIT and SIPI natively" sh -c "echo 2 >$ipis"
read -r found </sys/module/hvinit/parameters/state
diag "the CPU found: $found"
case $found in
*" 3") ok "it came as far as 64-bit mode" ;;
*) not_ok "it came as far as 64-bit mode" ;;
esac
check "Linux takes it back" sh -c "echo 1 >$offline"
check "hvcore loads" hvctl load test_profiles=1
check "everything starts on both CPUs" hvctl start everything
# From here on CPU 1 is lost to Linux, which does not know: what needs it would hang. Bochs 2.7 delivers a
# start-up IPI to a guest from within the CPU that sends it, which destroys the state of the one that gets it.
echo 1 >$ipis
hvctl stats --cpu 1 >/tmp/stats
diag_file /tmp/stats
inits=none
while read -r name index label1 label2 value; do
	[ "$name $index" = "exits 3" ] && inits=$value
done </tmp/stats
is "INIT was an exit" "$inits" 1
