/* SPDX-License-Identifier: GPL-2.0-only */
.macro ALTERNATIVE old, new, feature
	\old
.endm

.macro ALTERNATIVE_2 old, new, feature, other, more
	\old
.endm
