// SPDX-License-Identifier: GPL-2.0-only

extension InterfaceDifference {
    private typealias Structure = Manifest.Interface.Structure
    private typealias Member = Manifest.Interface.Member

    static func structures(_ old: Manifest.Interface, _ new: Manifest.Interface) -> [Change] {
        let lists = Matching(old.structures, new.structures, by: \.name)
        return lists.lost.map {
            .breaking(.lost, "struct \($0.name)", because: "programs that name it do not compile")
        }
            + lists.gained.map {
                .compatible(.gained, "struct \($0.name)", ["\($0.size) bytes"], because: "nobody names it yet")
            } + lists.kept.flatMap { structure($0.old, $0.new) }
    }

    private static func structure(_ old: Structure, _ new: Structure) -> [Change] {
        let lists = Matching(old.members, new.members, by: \.name)
        var changes: [Change] = lists.lost.compactMap { lost($0, old, new) }
        changes += lists.gained.map { gained($0, old, new) }
        changes += lists.kept.compactMap { changed($0.old, $0.new, in: new) }
        // Of what is inside another one, or an element of an array, or read from the device.
        if old.size != new.size && !(new.sized && new.size > old.size) {
            let reason: String =
                new.size < old.size
                ? "what a program writes or reads at the end is not there"
                : "it does not begin with its size, so that nobody can tell which one is meant"
            changes.append(
                .breaking(.changed, "struct \(new.name)", ["\(old.size) → \(new.size) bytes"], because: reason))
        }
        if old.sized != new.sized {
            changes.append(
                .breaking(
                    .changed, "struct \(new.name)", [new.sized ? "begins with its size" : "has no size of its own"],
                    because: "the module reads it in another way"))
        }
        return changes
    }

    private static func name(_ member: Member, _ structure: Structure) -> String {
        "struct \(structure.name), \(member.name)"
    }

    private static func place(_ member: Member) -> String {
        "\(member.type) at \(member.offset)"
    }

    /// Nil where reserved bytes are put to use: that is reported with what uses them.
    private static func lost(_ member: Member, _ old: Structure, _ new: Structure) -> Change? {
        let bytes: Range<Int> = member.offset..<member.offset + member.size
        if member.direction == "reserved" && bytes.upperBound <= new.size { return nil }
        let successor: Member? = new.members.first { other in
            other.offset == member.offset && other.size == member.size
                && !old.members.contains { $0.name == other.name }
        }
        if let successor {
            return .breaking(
                .lost, name(member, old), [place(member)],
                because: "programs that name it do not compile; its bytes are \(successor.name)'s")
        }
        return .breaking(.lost, name(member, old), [place(member)], because: "programs that name it do not compile")
    }

    private static func gained(_ member: Member, _ old: Structure, _ new: Structure) -> Change {
        let details: [String] = [place(member)]
        if member.offset >= old.size {
            if new.sized {
                return .compatible(
                    .gained, name(member, new), details,
                    because: "it is at the end, and the size at the beginning tells whether a caller knows it")
            }
            return .breaking(
                .gained, name(member, new), details,
                because: "it is at the end of a structure that does not begin with its size")
        }
        let bytes: Range<Int> = member.offset..<member.offset + member.size
        let wereReserved: Bool = old.members.allSatisfy { other in
            other.direction == "reserved" || !bytes.overlaps(other.offset..<other.offset + other.size)
        }
        return wereReserved
            ? .compatible(.gained, name(member, new), details, because: "its bytes were reserved, and zero")
            : .breaking(.gained, name(member, new), details, because: "its bytes were those of another member")
    }

    private static func changed(_ old: Member, _ new: Member, in structure: Structure) -> Change? {
        var details: [String] = []
        var reasons: [String] = []
        if old.offset != new.offset {
            details.append("offset \(old.offset) → \(new.offset)")
            reasons.append("a program finds other bytes where it was")
        }
        if old.size != new.size {
            details.append("\(old.size) → \(new.size) bytes")
            reasons.append("a program reads or writes another number of bytes")
        }
        if old.type != new.type {
            details.append("\(old.type) → \(new.type)")
            if !isCodeOrNumber(old, new) { reasons.append("its bytes mean something else") }
        }
        if old.direction != new.direction {
            details.append("\(old.direction) → \(new.direction)")
            if old.direction != "reserved" { reasons.append("who writes it has changed") }
        }
        if details.isEmpty { return nil }
        return reasons.isEmpty
            ? .compatible(.changed, name(new, structure), details, because: "the bytes are where they were")
            : .breaking(.changed, name(new, structure), details, because: reasons.joined(separator: "; "))
    }

    /// Whether one is a number of 32 bits, and the other the same with names for its values. (Nothing else has four
    /// bytes: structures are multiples of eight.)
    private static func isCodeOrNumber(_ old: Member, _ new: Member) -> Bool {
        func isScalar(_ member: Member) -> Bool { member.size == 4 && !member.type.hasSuffix("]") }
        return isScalar(old) && isScalar(new) && (old.type == "u32" || new.type == "u32")
    }
}
