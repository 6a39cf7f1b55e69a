// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// Written by `Tests/Lab/processors` of a run of the scenario `capabilities`.
let corei5ArrandaleM520: CapturedProcessor = CapturedProcessor(
    "corei5_arrandale_m520", brand: "", source: "Bochs 2.7",
    msrs: [
        CapturedProcessor.MSR(0x480, 0x00d8_1000_0000_002b),
        CapturedProcessor.MSR(0x481, 0x0000_007f_0000_0016),
        CapturedProcessor.MSR(0x482, 0xf7f9_fffe_0401_e172),
        CapturedProcessor.MSR(0x483, 0x007f_ffff_0003_6dff),
        CapturedProcessor.MSR(0x484, 0x0000_ffff_0000_11ff),
        CapturedProcessor.MSR(0x485, 0x0000_0000_0004_01e0),
        CapturedProcessor.MSR(0x486, 0x0000_0000_8000_0021),
        CapturedProcessor.MSR(0x487, 0x0000_0000_ffff_ffff),
        CapturedProcessor.MSR(0x488, 0x0000_0000_0000_2000),
        CapturedProcessor.MSR(0x489, 0x0000_0000_0000_67ff),
        CapturedProcessor.MSR(0x48a, 0x0000_0000_0000_0034),
        CapturedProcessor.MSR(0x48b, 0x0000_00ff_0000_0000),
        CapturedProcessor.MSR(0x48c, 0x0000_0f01_0611_4141),
        CapturedProcessor.MSR(0x48d, 0x0000_007f_0000_0016),
        CapturedProcessor.MSR(0x48e, 0xf7f9_fffe_0400_6172),
        CapturedProcessor.MSR(0x48f, 0x007f_ffff_0003_6dfb),
        CapturedProcessor.MSR(0x490, 0x0000_ffff_0000_11fb),
        CapturedProcessor.MSR(0x491, nil),
        CapturedProcessor.MSR(0x492, 0x0000_0000_0000_0000),
        CapturedProcessor.MSR(0x493, 0x0000_0000_0000_0000),
    ],
    cpuid: [
        CapturedProcessor.Leaf(
            0x0, 0, eax: 0x0000_000b, ebx: 0x756e_6547, ecx: 0x6c65_746e, edx: 0x4965_6e69),
        CapturedProcessor.Leaf(
            0x1, 0, eax: 0x0002_0652, ebx: 0x0000_0800, ecx: 0x0298_e3ff, edx: 0xbfeb_fbff),
        CapturedProcessor.Leaf(
            0x7, 0, eax: 0x0000_0000, ebx: 0x0000_0000, ecx: 0x0000_0000, edx: 0x0000_0000),
        CapturedProcessor.Leaf(
            0x7, 1, eax: 0x0000_0000, ebx: 0x0000_0000, ecx: 0x0000_0000, edx: 0x0000_0000),
        CapturedProcessor.Leaf(
            0x8000_0000, 0, eax: 0x8000_0008, ebx: 0x0000_0000, ecx: 0x0000_0000, edx: 0x0000_0000),
        CapturedProcessor.Leaf(
            0x8000_0001, 0, eax: 0x0000_0000, ebx: 0x0000_0000, ecx: 0x0000_0001, edx: 0x2810_0800),
        CapturedProcessor.Leaf(
            0x8000_0008, 0, eax: 0x0000_3028, ebx: 0x0000_0000, ecx: 0x0000_0000, edx: 0x0000_0000),
    ])
