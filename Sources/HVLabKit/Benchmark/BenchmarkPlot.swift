// SPDX-License-Identifier: GPL-2.0-only

import Foundation

/// The figures as bars on a logarithmic scale, in SVG that a page can show in light and in dark.
struct BenchmarkPlot {
    let report: BenchmarkReport

    private enum Layout {
        static let width = 860.0
        static let labels = 250.0
        static let right = 60.0
        static let top = 64.0
        static let bar = 11.0
        static let gap = 9.0
        /// Where the scale ends: 10 to this.
        static let decades = 4.0
    }

    /// A bar of each row.
    private struct Series {
        var title: String
        var style: String
        var place: String
        var mitigations: String
    }

    private static let series = [
        Series(title: "ours", style: "ours", place: "ours", mitigations: "off"),
        Series(title: "ours, mitigations on", style: "ours-on", place: "ours", mitigations: "auto"),
        Series(title: "KVM", style: "kvm", place: "kvm", mitigations: "off"),
        Series(title: "KVM, mitigations on", style: "kvm-on", place: "kvm", mitigations: "auto"),
    ]

    private static let caption = "instructions in root mode; natively it is 1"

    private struct Row {
        var title: String
        var figures: [Int?]
    }

    /// Ours is observer, or where that has no exit, everything.
    private var rows: [Row] {
        BenchmarkRows.all.compactMap { row in
            func cost(_ place: String, _ mitigations: String) -> BenchmarkReport.Cost? {
                report.boot(mitigations)?.exits.first { $0.name == row.name }?.costs[place]
            }
            let ours = cost("observer", "off")?.figure == nil ? "everything" : "observer"
            let figures = Self.series.map { series in
                cost(series.place == "ours" ? ours : series.place, series.mitigations)?.figure
            }
            guard figures.contains(where: { $0 != nil }) else { return nil }
            let isEverything = ours == "everything" && cost("everything", "off")?.figure != nil
            return Row(title: row.title + (isEverything ? " *" : ""), figures: figures)
        }
    }

    var svg: String {
        let rows = rows
        let rowHeights = rows.map { Double($0.figures.count { $0 != nil }) * Layout.bar + Layout.gap }
        let bottom = Layout.top + rowHeights.reduce(0, +)
        var body = legend + axis(bottom)
        var y = Layout.top
        for (row, height) in zip(rows, rowHeights) {
            body += draw(row, at: y, height)
            y += height
        }
        body += text("* everything, where observer has no exit", 12, bottom + 34, anchor: "start", style: "small")
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(Layout.width)) \(Int(bottom + 46))" \
            font-family="sans-serif" font-size="12">
            <title>Instructions in root mode for each exit, on a logarithmic scale</title>
            <style>
            text { fill: #1f2328 } .small { font-size: 10px } .grid { stroke: #d1d9e0 }
            .ours { fill: #1a7f37 } .ours-on { fill: #7bc58d } .kvm { fill: #bc4c00 } .kvm-on { fill: #f0a675 }
            @media (prefers-color-scheme: dark) {
            text { fill: #e6edf3 } .grid { stroke: #3d444d }
            .ours { fill: #3fb950 } .ours-on { fill: #1f6f37 } .kvm { fill: #f0883e } .kvm-on { fill: #8f4a1a }
            }
            </style>
            \(body)</svg>

            """
    }

    private func x(_ figure: Double) -> Double {
        let scale = (Layout.width - Layout.labels - Layout.right) / Layout.decades
        return Layout.labels + scale * log10(max(figure, 1))
    }

    private func draw(_ row: Row, at top: Double, _ height: Double) -> String {
        var y = top + Layout.gap / 2
        var result = text(row.title, Layout.labels - 8, top + height / 2 + 4, anchor: "end")
        for (figure, series) in zip(row.figures, Self.series) {
            guard let figure else { continue }
            let end = x(Double(figure))
            result += """
                <rect class="\(series.style)" x="\(Self.short(Layout.labels))" y="\(Self.short(y))" \
                width="\(Self.short(end - Layout.labels))" height="\(Self.short(Layout.bar - 1))"/>

                """
            result += text(String(figure), end + 4, y + Layout.bar - 2, anchor: "start", style: "small")
            y += Layout.bar
        }
        return result
    }

    private var legend: String {
        var x = Layout.labels
        return Self.series.map { series in
            defer { x += 34 + 6.6 * Double(series.title.count) }
            return "<rect class=\"\(series.style)\" x=\"\(Self.short(x))\" y=\"12\" width=\"12\" height=\"12\"/>\n"
                + text(series.title, x + 17, 22, anchor: "start")
        }.joined()
            + text(Self.caption, Layout.labels, 42, anchor: "start", style: "small")
    }

    private func axis(_ bottom: Double) -> String {
        (0...Int(Layout.decades)).map { decade in
            let value = pow(10, Double(decade))
            let position = Self.short(x(value))
            return """
                <line class="grid" x1="\(position)" x2="\(position)" y1="\(Int(Layout.top - 8))" \
                y2="\(Self.short(bottom))"/>

                """ + text(String(Int(value)), x(value), bottom + 16, anchor: "middle")
        }.joined()
    }

    private func text(
        _ text: String, _ x: Double, _ y: Double, anchor: String, style: String? = nil
    ) -> String {
        let escaped = text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
        let style = style.map { " class=\"\($0)\"" } ?? ""
        let place = "x=\"\(Self.short(x))\" y=\"\(Self.short(y))\" text-anchor=\"\(anchor)\""
        return "<text \(place)\(style)>\(escaped)</text>\n"
    }

    /// With one digit behind the point, so that the file changes only where a figure does.
    private static func short(_ value: Double) -> String { value.oneDigit }
}
