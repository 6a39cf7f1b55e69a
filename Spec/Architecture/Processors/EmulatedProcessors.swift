// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// The Intel models of the emulator that have VT-x, oldest first, as `hvctl caps --json` has seen them in the lab.
/// `Tests/Lab/processors` writes this folder, and compares it with what the models say.
public let emulatedProcessors: [CapturedProcessor] = [
    core2PenrynT9600,
    corei5Lynnfield750,
    corei5ArrandaleM520,
    corei7SandyBridge2600k,
    corei7IvyBridge3770k,
    corei7Haswell4770,
    broadwellUlt,
    corei7SkylakeX,
    corei3Cnl,
    corei7IcelakeU,
    tigerlake,
]
