// SPDX-License-Identifier: GPL-2.0-only
/* Functions of the kernel that pure files use. */
#include "platform_host.h"

int vscnprintf(char *buffer, size_t size, const char *format, va_list args)
{
	int length = vsnprintf(buffer, size, format, args);

	if (!size)
		return 0;
	return (size_t)length < size ? length : (int)size - 1;
}

int scnprintf(char *buffer, size_t size, const char *format, ...)
{
	va_list args;
	int length;

	va_start(args, format);
	length = vscnprintf(buffer, size, format, args);
	va_end(args);
	return length;
}
