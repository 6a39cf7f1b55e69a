// SPDX-License-Identifier: GPL-2.0-only

import Glibc

/// Error numbers by what they mean in the module's interface.
enum ErrorNumber {
    static let notFound = ENOENT
    static let busy = EBUSY
    static let noRoom = ENOSPC
    static let noSuchCPU = ENXIO
    static let notSupported = EOPNOTSUPP
    static let unknownRequest = ENOTTY
    static let tooBig = E2BIG
    static let invalid = EINVAL
    static let exists = EEXIST
    static let again = EAGAIN
    static let badFormat = ENOEXEC
    static let keyRejected = EKEYREJECTED
    static let noKey = ENOKEY
    static let notImplemented = ENOSYS
    static let noMemory = ENOMEM
    static let noDevice = ENODEV
    static let interrupted = EINTR
    static let timeout = ETIME
    static let noLibrary = ELIBACC
}
