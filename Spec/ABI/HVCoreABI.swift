// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// What `/dev/hvcore` understands. Everything in Generated/uapi comes from here.
public let hvcoreABI = ABIDescription(
    prefix: "hvcore",
    magic: 0xBD,
    summary: """
        The interface of /dev/hvcore.

        Every structure that an ioctl takes begins with its size, which the caller sets to sizeof. A newer \
        caller may pass a longer structure if what the module does not know is zero. Flags and padding must be \
        zero. Texts end with a NUL. Addresses are 64 bits wide for every caller, so that 32-bit programs use \
        the same structures.
        """,
    source: "Spec/ABI",
    constants: [
        Constants.apiVersion, Constants.nameLength, Constants.textLength, Constants.longTextLength,
        Constants.ruleNameLength, Constants.allCPUs,
    ],
    enumerations: [
        Codes.extension, Codes.state, Codes.mode, Codes.userReason, Codes.controlWord, Codes.refusalCode,
        Codes.failureKind, Codes.valueKind, Codes.runtimeRecord,
    ],
    structures: [
        Refusal.refusal, LifeCycle.profileInfo, LifeCycle.start, LifeCycle.stop, LifeCycle.status,
        Statistics.stat, Statistics.stats, Capabilities.msr, Capabilities.caps, Events.event, GuestRun.guestRun,
        Failures.finding, Failures.failure, Failures.value, Failures.dump,
    ],
    requests: Requests.all,
    retiredRequestNumbers: [],
    record: Events.event,
    recordWords: Events.words)
