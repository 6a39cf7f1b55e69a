/* SPDX-License-Identifier: GPL-2.0-only */
/* An exit entry without stubs asks for no more than the shell. */
#include "stub_asm.h"
