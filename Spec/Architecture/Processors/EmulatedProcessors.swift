// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// The Intel models of the emulator that have VT-x, oldest first, as `hvctl caps --json` has seen them in the lab.
/// `Tests/Lab/processors` writes this folder, and compares it with what the models say.
public let emulatedProcessors: [CapturedProcessor] = []
