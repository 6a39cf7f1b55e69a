# hvlab: description=fork
. ktap.sh
plan 1
i=0; while [ $i -lt 250 ]; do sed -n 1p /proc/version | sed s/a/b/ | cat >/dev/null; i=$((i+1)); done
ok forks
