// SPDX-License-Identifier: GPL-2.0-only

/// One thing that selftest finds out.
struct SelfTestCheck {
    /// What must be so that it can be found out.
    enum Need {
        case nothing
        /// There is a CPU that the thread can be put on.
        case cpus
        /// The module is in the kernel, offers the hypervisor, and nothing is in the way of a start.
        case module
        /// The hypervisor is started.
        case started
        /// It was started, and was stopped again.
        case stopped
    }

    /// The key in the output; it does not change.
    let id: String
    let title: String
    let need: Need
    let run: (SelfTest) throws(Failure) -> SelfTestFinding

    init(
        _ id: String, _ title: String, needs need: Need,
        _ run: @escaping (SelfTest) throws(Failure) -> SelfTestFinding
    ) {
        self.id = id
        self.title = title
        self.need = need
        self.run = run
    }
}

/// What was found.
enum SelfTestFinding: Hashable {
    /// As it must be; with remarks.
    case passed([String] = [])
    /// Not as it must be, and why.
    case failed([String])
    /// It means nothing on this machine, or cannot be found out.
    case skipped(String)

    /// Passed when there is no fault.
    init(faults: [String]) {
        // A fault that shows in every register and leaf must not fill the screen.
        let shown = faults.prefix(20)
        let rest = faults.count - shown.count
        self = faults.isEmpty ? .passed() : .failed(shown + (rest > 0 ? ["and \(rest) more"] : []))
    }
}

/// A check with what was found.
struct SelfTestResult: Hashable {
    let id: String
    let title: String
    let finding: SelfTestFinding

    var isFailure: Bool {
        if case .failed = finding { return true }
        return false
    }

    var isSkip: Bool {
        if case .skipped = finding { return true }
        return false
    }
}
