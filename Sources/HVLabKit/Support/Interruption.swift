// SPDX-License-Identifier: GPL-2.0-only

import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// Turns Ctrl-C and `kill` into a cancellation, so that the emulator ends with its caller.
struct Interruption {
    private final class Received: Sendable {
        let signal = Mutex<Int32?>(nil)
    }

    private let received: Received
    private let sources: [any DispatchSourceSignal]

    /// - Parameter cancel: called for each signal that comes.
    init(cancel: @escaping @Sendable () -> Void) {
        let received = Received()
        self.received = received
        sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            // The default action would end this process before the source sees the signal.
            Glibc.signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                received.signal.withLock { $0 = number }
                cancel()
            }
            source.resume()
            return source
        }
    }

    /// The signal that came, if one did.
    var signal: Int32? { received.signal.withLock { $0 } }
}
