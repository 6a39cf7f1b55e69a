// SPDX-License-Identifier: GPL-2.0-only
/*
 * The control words as negotiation sees them, with a few of their controls:
 * for tests that must not depend on what hvgen generates. From the SDM, volume
 * 3, "VMX Capability Reporting Facility" and "VM-Execution Control Fields".
 */
#include "profile.h"

const struct hv_control_word_info hv_control_words[HV_NR_CONTROL_WORDS] = {
	[HV_WORD_PIN] = {
		.name = "Pin-Based VM-Execution Controls",
		.control_name = "pin-based control",
		.capability_msr = 0x481, .true_msr = 0x48d,
		.default1 = 0x16, .activated_by_bit = 0xff,
	},
	[HV_WORD_PRIMARY] = {
		.name = "Primary Processor-Based VM-Execution Controls",
		.control_name = "primary processor-based control",
		.capability_msr = 0x482, .true_msr = 0x48e,
		.default1 = 0x0401e172, .activated_by_bit = 0xff,
	},
	[HV_WORD_SECONDARY] = {
		.name = "Secondary Processor-Based VM-Execution Controls",
		.control_name = "secondary processor-based control",
		.capability_msr = 0x48b,
		.activated_by_word = HV_WORD_PRIMARY, .activated_by_bit = 31,
	},
	[HV_WORD_TERTIARY] = {
		.name = "Tertiary Processor-Based VM-Execution Controls",
		.control_name = "tertiary processor-based control",
		.capability_msr = 0x492, .allowed1_only = true,
		.activated_by_word = HV_WORD_PRIMARY, .activated_by_bit = 17,
	},
	[HV_WORD_EXIT] = {
		.name = "Primary VM-Exit Controls",
		.control_name = "VM-exit control",
		.part = HV_CONTROLS_EXIT,
		.capability_msr = 0x483, .true_msr = 0x48f,
		.default1 = 0x36dff, .activated_by_bit = 0xff,
	},
	[HV_WORD_SECONDARY_EXIT] = {
		.name = "Secondary VM-Exit Controls",
		.control_name = "secondary VM-exit control",
		.part = HV_CONTROLS_EXIT,
		.capability_msr = 0x493, .allowed1_only = true,
		.activated_by_word = HV_WORD_EXIT, .activated_by_bit = 31,
	},
	[HV_WORD_ENTRY] = {
		.name = "VM-Entry Controls",
		.control_name = "VM-entry control",
		.part = HV_CONTROLS_ENTRY,
		.capability_msr = 0x484, .true_msr = 0x490,
		.default1 = 0x11ff, .activated_by_bit = 0xff,
	},
};

const struct hv_control_info hv_control_infos[] = {
	{ HV_WORD_PIN, 0, "External-interrupt exiting" },
	{ HV_WORD_PIN, 3, "NMI exiting" },
	{ HV_WORD_PIN, 5, "Virtual NMIs" },
	{ HV_WORD_PIN, 7, "Process posted interrupts" },
	{ HV_WORD_PRIMARY, 15, "CR3-load exiting" },
	{ HV_WORD_PRIMARY, 16, "CR3-store exiting" },
	{ HV_WORD_PRIMARY, 17, "Activate tertiary controls" },
	{ HV_WORD_PRIMARY, 21, "Use TPR shadow" },
	{ HV_WORD_PRIMARY, 25, "Use I/O bitmaps" },
	{ HV_WORD_PRIMARY, 28, "Use MSR bitmaps" },
	{ HV_WORD_PRIMARY, 31, "Activate secondary controls" },
	{ HV_WORD_SECONDARY, 0, "Virtualize APIC accesses" },
	{ HV_WORD_SECONDARY, 1, "Enable EPT" },
	{ HV_WORD_SECONDARY, 3, "Enable RDTSCP" },
	{ HV_WORD_SECONDARY, 4, "Virtualize x2APIC mode" },
	{ HV_WORD_SECONDARY, 5, "Enable VPID" },
	{ HV_WORD_SECONDARY, 7, "Unrestricted guest" },
	{ HV_WORD_SECONDARY, 12, "Enable INVPCID" },
	{ HV_WORD_SECONDARY, 20, "Enable XSAVES/XRSTORS" },
	{ HV_WORD_TERTIARY, 4, "IPI virtualization" },
	{ HV_WORD_EXIT, 2, "Save debug controls" },
	{ HV_WORD_EXIT, 9, "Host address-space size" },
	{ HV_WORD_EXIT, 31, "Activate secondary controls" },
	{ HV_WORD_SECONDARY_EXIT, 3, "Prematurely busy shadow stack" },
	{ HV_WORD_ENTRY, 2, "Load debug controls" },
	{ HV_WORD_ENTRY, 9, "IA-32e mode guest" },
};
const unsigned int hv_nr_control_infos = ARRAY_SIZE(hv_control_infos);

const struct hv_control_dependency hv_control_dependencies[] = {
	{ HV_WORD_PIN, 5, HV_WORD_PIN, 3, 1 },
	{ HV_WORD_PIN, 7, HV_WORD_PIN, 0, 1 },
	{ HV_WORD_SECONDARY, 4, HV_WORD_SECONDARY, 0, 0 },
	{ HV_WORD_SECONDARY, 4, HV_WORD_PRIMARY, 21, 1 },
	{ HV_WORD_SECONDARY, 7, HV_WORD_SECONDARY, 1, 1 },
	{ HV_WORD_TERTIARY, 4, HV_WORD_PRIMARY, 21, 1 },
};
const unsigned int hv_nr_control_dependencies =
	ARRAY_SIZE(hv_control_dependencies);

const char *const hv_capability_names[HV_NR_CAPABILITIES] = {
	"IA32_VMX_BASIC",
	"IA32_VMX_PINBASED_CTLS",
	"IA32_VMX_PROCBASED_CTLS",
	"IA32_VMX_EXIT_CTLS",
	"IA32_VMX_ENTRY_CTLS",
	"IA32_VMX_MISC",
	"IA32_VMX_CR0_FIXED0",
	"IA32_VMX_CR0_FIXED1",
	"IA32_VMX_CR4_FIXED0",
	"IA32_VMX_CR4_FIXED1",
	"IA32_VMX_VMCS_ENUM",
	"IA32_VMX_PROCBASED_CTLS2",
	"IA32_VMX_EPT_VPID_CAP",
	"IA32_VMX_TRUE_PINBASED_CTLS",
	"IA32_VMX_TRUE_PROCBASED_CTLS",
	"IA32_VMX_TRUE_EXIT_CTLS",
	"IA32_VMX_TRUE_ENTRY_CTLS",
	"IA32_VMX_VMFUNC",
	"IA32_VMX_PROCBASED_CTLS3",
	"IA32_VMX_EXIT_CTLS2",
};
