// SPDX-License-Identifier: GPL-2.0-only

import CLibKmod
import Glibc

/// libkmod's view of a module, with the context it needs. The pointers do not
/// leave this class: they are gone with the last reference to it.
final class KernelModule {
    private let library: libkmod
    private let context: OpaquePointer
    private let pointer: OpaquePointer
    private let subject: String

    convenience init(path: String, in library: libkmod) throws(SystemError) {
        try self.init(path, library) { library.kmod_module_new_from_path($0, path, $1) }
    }

    convenience init(name: String, in library: libkmod) throws(SystemError) {
        try self.init(name, library) { library.kmod_module_new_from_name($0, name, $1) }
    }

    private init(
        _ subject: String, _ library: libkmod,
        _ find: (OpaquePointer, UnsafeMutablePointer<OpaquePointer?>) -> Int32
    ) throws(SystemError) {
        guard let context = library.kmod_new(nil, nil) else { throw SystemError("kmod_new for", subject, errno) }
        // What fails is reported once, by us, on standard error.
        library.kmod_set_log_priority(context, 0)
        var module: OpaquePointer?
        let result = find(context, &module)
        guard result >= 0, let module else {
            _ = library.kmod_unref(context)
            throw SystemError("find", subject, result < 0 ? -result : ENOENT)
        }
        self.library = library
        self.context = context
        self.subject = subject
        pointer = module
    }

    deinit {
        _ = library.kmod_module_unref(pointer)
        _ = library.kmod_unref(context)
    }

    /// Loads it; 0 or a negative error number.
    func insert(parameters: String) -> Int32 {
        withExtendedLifetime(self) { library.kmod_module_insert_module(pointer, 0, parameters) }
    }

    /// Unloads it; 0 or a negative error number.
    func remove(flags: UInt32) -> Int32 {
        withExtendedLifetime(self) { library.kmod_module_remove_module(pointer, flags) }
    }

    /// What its file says.
    func information() throws(SystemError) -> [ModuleInformation] {
        var list: OpaquePointer?
        let result = withExtendedLifetime(self) { library.kmod_module_get_info(pointer, &list) }
        guard result >= 0 else { throw SystemError("read the module information of", subject, -result) }
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

    /// libkmod, opened; nil and the reason where it is not installed.
    static func openLibrary() -> (library: libkmod?, reason: String) {
        var library = libkmod()
        guard let reason = libkmod_open(&library) else { return (library, "") }
        return (nil, String(cString: reason))
    }
}
