// SPDX-License-Identifier: GPL-2.0-only

/// How long a run took, from the emulator's start.
public struct RunTimes: Sendable, Codable {
    /// Two clocks; see ``ProcessClock`` for why.
    public struct Pair: Sendable, Codable {
        public var wallSeconds: Double
        public var processorSeconds: Double

        init(wall: Duration, processor: Duration) {
            wallSeconds = wall.seconds
            processorSeconds = processor.seconds
        }

        var text: String { "\(wallSeconds.oneDigit) s (\(processorSeconds.oneDigit) s CPU)" }
    }

    /// To the scenario's first line; nil if it never came.
    public var boot: Pair?

    /// To the emulator's end.
    public var total = Pair(wall: .zero, processor: .zero)

    /// The emulated processor's ticks when the emulator ended: with equal inputs nearly equal, whatever the host.
    ///
    /// Not quite equal, since RDRAND is random in the emulator too.
    public var ticks: Int?

    /// Each line of Bochs' log begins with the tick that it was written at.
    static func lastTick(inEmulatorLog log: String) -> Int? {
        log.split(whereSeparator: \.isNewline).last.flatMap { Int($0.prefix(while: \.isNumber)) }
    }

    /// For people.
    var text: String {
        var parts = [boot.map { "first line after \($0.text)" } ?? "no line", "end after \(total.text)"]
        if let ticks { parts.append("\((ticks + 500_000) / 1_000_000) M ticks") }
        return parts.joined(separator: ", ")
    }
}

extension Duration {
    /// With fractions.
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}

extension Double {
    /// Rounded to one digit after the point.
    var oneDigit: String {
        let tenths = Int((self * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
