// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import SystemPackage

/// Makes kernel headers usable at the place that they were extracted to.
///
/// The packages expect to be installed: a Makefile includes another by its absolute path, and two symbolic links are
/// absolute. The links between the packages are relative and need nothing.
enum ExtractedHeaders {
    /// Mends the paths and returns the folder to build modules against.
    static func relocate(root: FilePath, release: String) throws -> FilePath {
        let headers = root.appending("usr/src/linux-headers-\(release)")
        let makefile = headers.appending("Makefile")
        try Files.write(rewrite(try Files.readText(makefile), root: root), to: makefile)

        for name in ["build", "source"] {
            let link = root.appending("lib/modules/\(release)/\(name)")
            guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: link.string),
                target.hasPrefix("/usr/")
            else { continue }
            Files.remove(link)
            try FileManager.default.createSymbolicLink(atPath: link.string, withDestinationPath: root.string + target)
        }

        for needed in ["Makefile", ".config", "Module.symvers", "scripts/mod/modpost", "tools/objtool/objtool"] {
            guard Files.exists(headers.appending(needed)) else {
                throw LabError("the extracted headers of \(release) have no \(needed) (looked in \(headers))")
            }
        }
        return headers
    }

    /// Puts `root` before the installed places in a Makefile.
    static func rewrite(_ makefile: String, root: FilePath) -> String {
        makefile.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            guard line.hasPrefix("include /usr/src/") || line.hasPrefix("include /usr/lib/linux-kbuild") else {
                return String(line)
            }
            return "include \(root)" + line.dropFirst("include ".count)
        }.joined(separator: "\n")
    }
}
