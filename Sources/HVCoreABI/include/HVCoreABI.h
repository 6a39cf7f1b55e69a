/* SPDX-License-Identifier: GPL-2.0-only */
/* The generated header of the module's ABI, as a module that Swift imports. */
#ifndef HVCOREABI_H
#define HVCOREABI_H

#include "../../../Generated/uapi/hvcore.h"

#endif /* HVCOREABI_H */
