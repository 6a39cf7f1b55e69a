// SPDX-License-Identifier: GPL-2.0-only

import CHVCtl
import Glibc

/// Modules go through libkmod. Where it is not installed, as in a small image, a
/// module is handed to the kernel as it is: then it must not be compressed.
extension LinuxSystem {
    public func moduleInformation(_ path: String) throws(SystemError) -> [ModuleInformation] {
        let (library, reason) = KernelModule.openLibrary()
        if let library { return try KernelModule(path: path, in: library).information() }
        guard let magic = PlainModuleFile.vermagic(in: try contents(of: path, limit: 1 << 26)) else {
            throw SystemError("read the module information of", path, ErrorNumber.noLibrary, reason: reason)
        }
        return [ModuleInformation(key: "vermagic", value: magic)]
    }

    public func insertModule(_ path: String, parameters: String) throws(SystemError) {
        let result: Int32
        if let library = KernelModule.openLibrary().library {
            result = try KernelModule(path: path, in: library).insert(parameters: parameters)
        } else {
            let file = try Descriptor(path, O_RDONLY)
            result = withExtendedLifetime(file) { hvctl_finit_module(file.number, parameters) }
        }
        guard result >= 0 else { throw SystemError("load", path, -result) }
    }

    public func removeModule(_ name: String) throws(SystemError) {
        // O_NONBLOCK: fail instead of waiting for those who use it.
        let flags = UInt32(O_NONBLOCK)
        let result: Int32
        if let library = KernelModule.openLibrary().library {
            result = try KernelModule(name: name, in: library).remove(flags: flags)
        } else {
            result = hvctl_delete_module(name, flags)
        }
        guard result >= 0 else { throw SystemError("unload", name, -result) }
    }
}
