// SPDX-License-Identifier: GPL-2.0-only

import Foundation
import VMXModel

/// Processors that were captured into files: a folder with one JSON file each, as `hvctl caps --json` prints it, or
/// with `processor` (a name) and `msrs` (address to value, both as hexadecimal text).
struct Corpus {
    /// By the names of the files.
    let processors: [CapturedProcessor]
    /// A sentence for each file that is no capture.
    let complaints: [String]

    /// Why there is no corpus, as a sentence.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// What is wrong with one file: the end of a sentence.
    private struct Refusal: Error {
        let reason: String
    }

    init(folder: URL) throws {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
            throw Failure(description: "\(folder.path) is not a folder that can be read")
        }
        let files: [String] = names.filter { $0.hasSuffix(".json") }.sorted()
        if files.isEmpty { throw Failure(description: "\(folder.path) has no file that ends in .json") }
        var processors: [CapturedProcessor] = []
        var complaints: [String] = []
        for file: String in files {
            let url: URL = folder.appendingPathComponent(file)
            do throws(Refusal) {
                guard let data = try? Data(contentsOf: url) else { throw Refusal(reason: "cannot be read") }
                processors.append(try Self.processor(data, named: String(file.dropLast(5))))
            } catch {
                complaints.append("\(url.path): \(error.reason)")
            }
        }
        self.processors = processors
        self.complaints = complaints
    }

    /// The processor of one file.
    static func processor(file url: URL) throws -> CapturedProcessor {
        guard let data = try? Data(contentsOf: url) else { throw Failure(description: "\(url.path) cannot be read") }
        do throws(Refusal) {
            return try processor(data, named: url.deletingPathExtension().lastPathComponent)
        } catch {
            throw Failure(description: "\(url.path) \(error.reason)")
        }
    }

    private static func processor(_ data: Data, named name: String) throws(Refusal) -> CapturedProcessor {
        guard let object = try? JSONSerialization.jsonObject(with: data) else { throw Refusal(reason: "is not JSON") }
        guard let root = object as? [String: Any] else { throw Refusal(reason: "is not a JSON object") }
        let msrs: [CapturedProcessor.MSR]
        switch root["msrs"] {
        case let table as [String: Any]: msrs = try self.msrs(table)
        case let list as [Any]: msrs = try self.msrs(list)
        default: throw Refusal(reason: "has no \"msrs\"")
        }
        if msrs.isEmpty { throw Refusal(reason: "\"msrs\" is empty") }
        let addresses: [UInt32] = msrs.map(\.address)
        if let twice = addresses.first(where: { one in addresses.count { $0 == one } > 1 }) {
            throw Refusal(reason: "has MSR 0x\(String(twice, radix: 16)) twice")
        }
        return CapturedProcessor(
            name, brand: root["processor"] as? String ?? "", source: root["source"] as? String ?? "",
            msrs: msrs.sorted { $0.address < $1.address }, cpuid: try leaves(root["cpuid"]))
    }

    /// Address to value. What is not there may be missing or not captured.
    private static func msrs(_ table: [String: Any]) throws(Refusal) -> [CapturedProcessor.MSR] {
        var found: [CapturedProcessor.MSR] = []
        for key: String in table.keys.sorted() {
            guard let address = number(key).flatMap(UInt32.init(exactly:)) else {
                throw Refusal(reason: "\"\(key)\" is not the address of an MSR, such as \"0x480\"")
            }
            found.append(CapturedProcessor.MSR(address, try value(table[key], of: key)))
        }
        return found
    }

    /// What hvctl prints: a value of null is an MSR that is not there.
    private static func msrs(_ list: [Any]) throws(Refusal) -> [CapturedProcessor.MSR] {
        var found: [CapturedProcessor.MSR] = []
        for (index, element) in list.enumerated() {
            guard let entry = element as? [String: Any],
                let address = number(entry["address"]).flatMap(UInt32.init(exactly:))
            else { throw Refusal(reason: "msrs[\(index)] has no \"address\"") }
            guard let text = entry["value"] else { throw Refusal(reason: "msrs[\(index)] has no \"value\"") }
            found.append(CapturedProcessor.MSR(address, try value(text, of: "0x" + String(address, radix: 16))))
        }
        return found
    }

    private static func value(_ text: Any?, of msr: String) throws(Refusal) -> UInt64? {
        if text is NSNull { return nil }
        guard let text = text as? String, let value = number(text) else {
            throw Refusal(
                reason: "the value of MSR \(msr) is not a number of 64 bits as text, such as \"0xda040000000010\"")
        }
        return value
    }

    private static func leaves(_ list: Any?) throws(Refusal) -> [CapturedProcessor.Leaf] {
        guard let list else { return [] }
        guard let list = list as? [Any] else { throw Refusal(reason: "\"cpuid\" is not a list") }
        var found: [CapturedProcessor.Leaf] = []
        for (index, element) in list.enumerated() {
            let entry: [String: Any] = element as? [String: Any] ?? [:]
            let words: [UInt32] = ["leaf", "subleaf", "eax", "ebx", "ecx", "edx"].compactMap { key in
                number(entry[key]).flatMap(UInt32.init(exactly:))
            }
            guard words.count == 6 else {
                throw Refusal(reason: "cpuid[\(index)] lacks one of leaf, subleaf, eax, ebx, ecx and edx")
            }
            found.append(
                CapturedProcessor.Leaf(words[0], words[1], eax: words[2], ebx: words[3], ecx: words[4], edx: words[5]))
        }
        return found
    }

    /// A number of JSON, or text with `0x` and hexadecimal digits.
    private static func number(_ value: Any?) -> UInt64? {
        if let text = value as? String {
            return text.hasPrefix("0x") && text.dropFirst(2).allSatisfy(\.isHexDigit)
                ? UInt64(text.dropFirst(2), radix: 16) : nil
        }
        return (value as? NSNumber).flatMap { UInt64(exactly: $0) }
    }
}
