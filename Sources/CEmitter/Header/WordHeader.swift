// SPDX-License-Identifier: GPL-2.0-only

import VMXModel

/// `vtx/words.h`: the bits of every word that holds more than one value, and numbers that have names.
struct WordHeader {
    let architecture: ArchitectureDescription

    var text: String {
        let layouts: [BitLayoutDescription] = architecture.layouts
        return CPrinter.header("words", includes: ["types"]) { printer in
            for layout: BitLayoutDescription in layouts { Self.print(layout, &printer) }
            for values: NamedValues in architecture.namedValues {
                printer.section(values.name)
                for value: NamedValues.Value in values.values {
                    printer.define(Self.constant(values, value), String(value.number))
                }
            }
            printer.list(
                "VTX_FOR_EACH_BITS", "X(layout, bits, width of the word, highest bit, lowest bit, layout's name, name)",
                layouts.flatMap(Self.rows))
            printer.list(
                "VTX_FOR_EACH_VALUE", "X(symbol, number, name)",
                architecture.namedValues.flatMap { values in
                    values.values.map {
                        "\(Self.constant(values, $0).dropFirst(4)), \($0.number), \(HeaderName.literal($0.name))"
                    }
                })
        }
    }

    static func constant(_ layout: BitLayoutDescription, _ field: BitLayoutDescription.Field) -> String {
        layout.symbol + "_" + HeaderName.snake(field.label).uppercased()
    }

    private static func constant(_ values: NamedValues, _ value: NamedValues.Value) -> String {
        "VTX_\(values.symbol)_\(HeaderName.snake(value.label).uppercased())"
    }

    private static func print(_ layout: BitLayoutDescription, _ printer: inout CPrinter) {
        printer.section(layout.name)
        for field: BitLayoutDescription.Field in layout.fields {
            let name: String = "VTX_" + constant(layout, field)
            printer.define("\(name)_SHIFT", String(field.bits.low))
            printer.define("\(name)_MASK", HeaderName.constant(field.bits.mask, width: layout.width))
        }
        printer.line()
        for field: BitLayoutDescription.Field in layout.fields {
            let head: String = "VTX_BITS(\(layout.symbol.lowercased()), \(HeaderName.snake(field.label)),"
            let tail: String =
                "\(constant(layout, field)), \(HeaderName.word(layout.width)), \(HeaderName.type(field.type)))"
            if head.count + tail.count < CPrinter.width {
                printer.line("\(head) \(tail)")
            } else {
                printer.lines([head, "\t \(tail)"])
            }
        }
    }

    private static func rows(_ layout: BitLayoutDescription) -> [String] {
        layout.fields.map { field in
            "\(layout.symbol), \(HeaderName.snake(field.label).uppercased()), \(layout.width), \(field.bits.high), "
                + "\(field.bits.low), \(HeaderName.literal(layout.name)), \(HeaderName.literal(field.bits.name))"
        }
    }
}
