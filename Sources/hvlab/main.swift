// SPDX-License-Identifier: GPL-2.0-only

import HVLabKit

await HVLabCommand.mainWithExitStatus()
