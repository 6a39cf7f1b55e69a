# SPDX-License-Identifier: GPL-2.0-only
#
# KTAP, version 1, for scenarios. A scenario begins with
#
#	. ktap.sh
#	plan 3
#
# and then reports three results, each with one of the functions below.

ktap_number=0

# plan COUNT: how many results will come. It is the first thing to be printed.
plan() {
	echo "KTAP version 1"
	echo "1..$1"
}

# plan_skip REASON: nothing can be tested here; ends the scenario.
plan_skip() {
	echo "KTAP version 1"
	echo "1..0 # SKIP $*"
	exit 0
}

# diag TEXT: a remark.
diag() {
	echo "# $*"
}

# diag_file FILE: a file as remarks; lines that already are stay so.
diag_file() {
	sed '/^#/!s/^/# /' "$1"
}

# ok NAME
ok() {
	ktap_number=$((ktap_number + 1))
	echo "ok $ktap_number $*"
}

# not_ok NAME
not_ok() {
	ktap_number=$((ktap_number + 1))
	echo "not ok $ktap_number $*"
}

# skip NAME REASON
skip() {
	ktap_number=$((ktap_number + 1))
	echo "ok $ktap_number $1 # SKIP $2"
}

# result NAME: ok if the command just before ended well.
result() {
	if [ $? -eq 0 ]; then ok "$@"; else not_ok "$@"; fi
}

# check NAME COMMAND...: ok if the command ends well; else its output is shown.
# Its output is in $ktap_output afterwards.
ktap_output=/tmp/.ktap-output
check() {
	ktap_name=$1
	shift
	"$@" >"$ktap_output" 2>&1
	ktap_status=$?
	if [ $ktap_status -eq 0 ]; then
		ok "$ktap_name"
		return 0
	fi
	diag "\`$*\` ended with status $ktap_status:"
	diag_file "$ktap_output"
	not_ok "$ktap_name"
	return 1
}

# expect_fail NAME COMMAND...: ok if the command does not end well. That a
# signal ended it (status above 128) or that it is not there (126, 127) is no
# proper way to fail.
expect_fail() {
	ktap_name=$1
	shift
	"$@" >"$ktap_output" 2>&1
	ktap_status=$?
	if [ $ktap_status -gt 0 ] && [ $ktap_status -lt 126 ]; then
		ok "$ktap_name"
		return 0
	fi
	diag "\`$*\` was to fail, and ended with status $ktap_status:"
	diag_file "$ktap_output"
	not_ok "$ktap_name"
	return 1
}

# is NAME GOT WANTED: ok if the two texts are equal.
is() {
	if [ "$2" = "$3" ]; then
		ok "$1"
		return 0
	fi
	diag "got:    $2"
	diag "wanted: $3"
	not_ok "$1"
	return 1
}

# contains NAME TEXT PATTERN: ok if a line of the text matches.
contains() {
	if printf '%s\n' "$2" | grep -q -e "$3"; then
		ok "$1"
		return 0
	fi
	diag "no line matches \`$3\` in:"
	printf '%s\n' "$2" | sed '/^#/!s/^/# /'
	not_ok "$1"
	return 1
}

# leave COMMAND...: the system goes down with it, after all results; with
# `expect=left`. The wait lets them reach the emulator.
leave() {
	sleep 1
	echo "@hvlab leave"
	sleep 1
	"$@"
	sleep 30
}

# bail TEXT: nothing sensible can follow; ends the scenario as a failure.
bail() {
	echo "Bail out! $*"
	exit 1
}
