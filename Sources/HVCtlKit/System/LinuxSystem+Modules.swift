// SPDX-License-Identifier: GPL-2.0-only

import CLibKmod
import Glibc

extension LinuxSystem {
    public func moduleInformation(_ path: String) throws(SystemError) -> [ModuleInformation] {
        let module = try KernelModule(path: path)
        let library = module.library
        var list: OpaquePointer?
        let result = library.kmod_module_get_info(module.pointer, &list)
        guard result >= 0 else { throw SystemError("read the module information of", path, -result) }
        defer { library.kmod_module_info_free_list(list) }
        var information: [ModuleInformation] = []
        var entry = list
        while let current = entry {
            if let key = library.kmod_module_info_get_key(current),
                let value = library.kmod_module_info_get_value(current)
            {
                information.append(ModuleInformation(key: String(cString: key), value: String(cString: value)))
            }
            entry = library.kmod_list_next(list, current)
        }
        return information
    }

    public func insertModule(_ path: String, parameters: String) throws(SystemError) {
        let module = try KernelModule(path: path)
        let result = module.library.kmod_module_insert_module(module.pointer, 0, parameters)
        guard result >= 0 else { throw SystemError("load", path, -result) }
    }

    public func removeModule(_ name: String) throws(SystemError) {
        let module = try KernelModule(name: name)
        // O_NONBLOCK: fail instead of waiting for those who use it.
        let result = module.library.kmod_module_remove_module(module.pointer, UInt32(O_NONBLOCK))
        guard result >= 0 else { throw SystemError("unload", name, -result) }
    }
}

/// libkmod's view of a module, with the context it needs.
private final class KernelModule {
    let library: libkmod
    private let context: OpaquePointer
    let pointer: OpaquePointer

    convenience init(path: String) throws(SystemError) {
        try self.init(path) { $0.kmod_module_new_from_path($1, path, $2) }
    }

    convenience init(name: String) throws(SystemError) {
        try self.init(name) { $0.kmod_module_new_from_name($1, name, $2) }
    }

    private init(
        _ subject: String, _ find: (libkmod, OpaquePointer, UnsafeMutablePointer<OpaquePointer?>) -> Int32
    ) throws(SystemError) {
        var library = libkmod()
        if let reason = libkmod_open(&library) {
            throw SystemError("open libkmod for", subject, ErrorNumber.noLibrary, reason: String(cString: reason))
        }
        guard let context = library.kmod_new(nil, nil) else { throw SystemError("kmod_new for", subject, errno) }
        // What fails is reported once, by us, on standard error.
        library.kmod_set_log_priority(context, 0)
        var module: OpaquePointer?
        let result = find(library, context, &module)
        guard result >= 0, let module else {
            _ = library.kmod_unref(context)
            throw SystemError("find", subject, result < 0 ? -result : ENOENT)
        }
        self.library = library
        self.context = context
        pointer = module
    }

    deinit {
        _ = library.kmod_module_unref(pointer)
        _ = library.kmod_unref(context)
    }
}
