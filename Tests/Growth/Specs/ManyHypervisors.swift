// SPDX-License-Identifier: GPL-2.0-only

import Hypervisors
import VMXModel

/// This repository's hypervisors, each as many times as wanted: a spec of that many times the size.
public func manyHypervisors(times: Int) -> [HypervisorDescription] {
    hypervisors + (1..<max(1, times)).flatMap { number in
        hypervisors.map { $0.copy(named: "\($0.name)_\(number)") }
    }
}
