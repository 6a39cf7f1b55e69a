// SPDX-License-Identifier: GPL-2.0-only
/*
 * The guest's side of the lab's two wires:
 *
 *   agent stream      copies standard input to the emulator's debug port
 *   agent shutdown    ends the emulation
 *
 * It is static and knows nothing of tests: what it carries is the scenarios'
 * business. It needs port access, so it runs as root in the guest.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/io.h>
#include <unistd.h>

/* Bochs prints a byte written here to its standard output. */
#define DEBUG_PORT	0xe9

/* Bochs ends when this text is written here, byte by byte. */
#define SHUTDOWN_PORT	0x8900
#define SHUTDOWN_TEXT	"Shutdown"

static void die(const char *what)
{
	fprintf(stderr, "agent: %s: %s\n", what, strerror(errno));
	exit(EXIT_FAILURE);
}

static void open_port(unsigned long port)
{
	if (ioperm(port, 1, 1) < 0)
		die("no access to the port (is the agent root in the guest?)");
}

/* One string instruction: a quarter of what a loop of OUTs costs. */
static void put(unsigned short port, const char *bytes, size_t count)
{
	asm volatile("rep outsb"
		     : "+S" (bytes), "+c" (count)
		     : "d" (port)
		     : "memory");
}

static void stream(void)
{
	static char buffer[64 * 1024];
	ssize_t count;

	open_port(DEBUG_PORT);
	for (;;) {
		count = read(STDIN_FILENO, buffer, sizeof(buffer));
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			die("cannot read standard input");
		if (count == 0)
			return;
		put(DEBUG_PORT, buffer, count);
	}
}

static void shut_down(void)
{
	open_port(SHUTDOWN_PORT);
	put(SHUTDOWN_PORT, SHUTDOWN_TEXT, strlen(SHUTDOWN_TEXT));
	/* Reached only where no emulator listens. */
	fprintf(stderr, "agent: the emulator did not stop\n");
	exit(EXIT_FAILURE);
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "stream")) {
		stream();
		return EXIT_SUCCESS;
	}
	if (argc == 2 && !strcmp(argv[1], "shutdown"))
		shut_down();

	fprintf(stderr, "usage: agent stream | agent shutdown\n");
	return EXIT_FAILURE;
}
