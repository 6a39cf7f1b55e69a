// SPDX-License-Identifier: GPL-2.0-only

import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// Turns Ctrl-C and `kill` into a cancellation, so that the emulator is ended with its caller and no lock or
/// half-made folder needs explaining.
final class Interruption: Sendable {
    private let received = Mutex<Int32?>(nil)
    private let sources: Mutex<[any DispatchSourceSignal]>

    /// - Parameter cancel: called once for each signal.
    init(cancel: @escaping @Sendable () -> Void) {
        sources = Mutex([])
        for number in [SIGINT, SIGTERM, SIGHUP] {
            // The default action would end this process before the source sees the signal.
            Glibc.signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { [weak self] in
                self?.received.withLock { $0 = number }
                cancel()
            }
            source.resume()
            sources.withLock { $0.append(source) }
        }
    }

    /// The signal that came, if one did.
    var signal: Int32? { received.withLock { $0 } }
}
