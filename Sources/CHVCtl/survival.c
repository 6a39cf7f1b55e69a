/* SPDX-License-Identifier: GPL-2.0-only */
#define _GNU_SOURCE
#include "survival.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <sys/io.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "trap.h"

#define ARCH_GET_FS	0x1003
/* Linux gives it to nothing, and so do most chipsets. */
#define PORT		0x80

/* More CPUs than a cpu_set_t has room for. */
static unsigned long allowed[1024 / sizeof(long)];
static long allowed_size;

void hvctl_remember_allowed(void)
{
	allowed_size = syscall(SYS_sched_getaffinity, 0, sizeof(allowed),
			       allowed);
}

void hvctl_allow_again(void)
{
	if (allowed_size > 0)
		syscall(SYS_sched_setaffinity, 0, allowed_size, allowed);
}

int hvctl_move_to_cpu(uint32_t cpu)
{
	unsigned long set[sizeof(allowed) / sizeof(long)] = { 0 };

	if (cpu >= 8 * sizeof(set))
		return -EINVAL;
	set[cpu / (8 * sizeof(long))] = 1ul << cpu % (8 * sizeof(long));
	return syscall(SYS_sched_setaffinity, 0, sizeof(set), set) ? -errno : 0;
}

uint64_t hvctl_time_stamp(void)
{
	return __builtin_ia32_rdtsc();
}

bool hvctl_stamp_goes_back(uint32_t rounds)
{
	uint64_t last = hvctl_time_stamp(), now;

	while (rounds--) {
		now = hvctl_time_stamp();
		if (now < last)
			return true;
		last = now;
	}
	return false;
}

static volatile sig_atomic_t alarms;

static void on_alarm(int number)
{
	(void)number;
	alarms = 1;
}

static void cpuid(void)
{
	uint32_t a = 0, b, c = 0, d;

	__asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
}

bool hvctl_timer_works(void)
{
	struct itimerval timer = { .it_value.tv_usec = 5000 }, off = { 0 };
	struct sigaction action = { .sa_handler = on_alarm }, before;
	struct timespec start, now;

	sigemptyset(&action.sa_mask);
	sigaction(SIGALRM, &action, &before);
	alarms = 0;
	clock_gettime(CLOCK_MONOTONIC, &start);
	setitimer(ITIMER_REAL, &timer, NULL);
	do {
		cpuid();
		clock_gettime(CLOCK_MONOTONIC, &now);
	} while (!alarms && now.tv_sec - start.tv_sec < 5);
	setitimer(ITIMER_REAL, &off, NULL);
	sigaction(SIGALRM, &before, NULL);
	return alarms;
}

bool hvctl_fork_works(void)
{
	static volatile int shared = 1;
	pid_t child = fork();
	int status;

	if (child < 0)
		return false;
	if (!child) {
		shared = 2;
		_exit(shared == 2 ? 42 : 1);
	}
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return false;
	return WIFEXITED(status) && WEXITSTATUS(status) == 42 && shared == 1;
}

bool hvctl_fs_base_is_right(void)
{
	uint64_t by_memory, by_kernel = 0;

	/* The x86-64 ABI: the word at FS:0 is the address of itself. */
	__asm__ volatile("movq %%fs:0, %0" : "=r"(by_memory));
	if (syscall(SYS_arch_prctl, ARCH_GET_FS, &by_kernel))
		return false;
	return by_memory == by_kernel;
}

static void read_port(void *argument)
{
	(void)argument;
	inb(PORT);
}

int hvctl_port_works(void)
{
	int signal;

	if (ioperm(PORT, 1, 1))
		return -errno;
	signal = hvctl_catch(read_port, NULL).signal;
	ioperm(PORT, 1, 0);
	return !signal;
}
