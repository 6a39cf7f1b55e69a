// SPDX-License-Identifier: GPL-2.0-only

import Foundation

extension Manifest {
    /// Why a text is no manifest that can be compared.
    public enum ReadingFailure: Error, Hashable, Sendable, CustomStringConvertible {
        /// Nothing that hvgen has written.
        case noManifest(why: String)
        /// Written by an hvgen that had other keys.
        case otherSchema(Int)

        /// The end of a sentence that begins with where the text comes from.
        public var description: String {
            switch self {
            case .noManifest(let why): "is not a manifest of hvgen: \(why)"
            case .otherSchema(let schema) where schema < Manifest.currentSchema:
                "has schema \(schema), and this hvgen compares schema \(Manifest.currentSchema): generate that revision "
                    + "with this hvgen, and compare the files with --from and --to"
            case .otherSchema(let schema):
                "has schema \(schema), and this hvgen knows no more than \(Manifest.currentSchema): use the hvgen of "
                    + "the newer revision"
            }
        }
    }

    private struct Head: Decodable {
        let schema: Int
    }

    /// - Throws: ``ReadingFailure``
    public static func reading(_ data: Data) throws(ReadingFailure) -> Manifest {
        let decoder = JSONDecoder()
        let schema: Int = try decode(Head.self, data, decoder).schema
        guard schema == currentSchema else { throw ReadingFailure.otherSchema(schema) }
        return try decode(Manifest.self, data, decoder)
    }

    private static func decode<Value: Decodable>(
        _ type: Value.Type, _ data: Data, _ decoder: JSONDecoder
    ) throws(ReadingFailure) -> Value {
        do {
            return try decoder.decode(type, from: data)
        } catch DecodingError.keyNotFound(let key, let context) {
            throw .noManifest(why: "\(place(context.codingPath)) has no \"\(key.stringValue)\"")
        } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context) {
            throw .noManifest(why: "\(place(context.codingPath)) is something else")
        } catch {
            throw .noManifest(why: "it is not JSON")
        }
    }

    /// For example `hypervisors[0].controls`.
    private static func place(_ path: [any CodingKey]) -> String {
        let parts: [String] = path.map { key in key.intValue.map { "[\($0)]" } ?? ".\(key.stringValue)" }
        let text: String = parts.joined()
        return text.isEmpty ? "the file" : text.hasPrefix(".") ? String(text.dropFirst()) : text
    }
}
