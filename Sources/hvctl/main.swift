// SPDX-License-Identifier: GPL-2.0-only

import Glibc
import HVCtlKit

exit(
    Tool.run(Array(CommandLine.arguments.dropFirst()), Context(system: LinuxSystem(), console: .standard())).rawValue)
