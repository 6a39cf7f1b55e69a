// SPDX-License-Identifier: GPL-2.0-only

/// In what the ABI of two revisions differs, and whether a program that was built with the older one notices.
enum InterfaceDifference {
    /// A package without an ABI has nil.
    static func changes(_ old: Manifest.Interface?, _ new: Manifest.Interface?) -> [Change] {
        guard let old, let new else {
            if let old {
                return [.breaking(.lost, "the ABI \(old.prefix)", because: "no program finds it")]
            }
            return new.map { [.compatible(.gained, "the ABI \($0.prefix)", because: "nobody uses it yet")] } ?? []
        }
        return head(old, new)
            + numbers("constant", old.constants, new.constants, when: "a program has the old number built in")
            + enumerations(old, new) + structures(old, new) + requests(old, new) + events(old, new)
    }

    private static func head(_ old: Manifest.Interface, _ new: Manifest.Interface) -> [Change] {
        var changes: [Change] = []
        if old.prefix != new.prefix {
            changes.append(
                .breaking(
                    .changed, "prefix", ["\(old.prefix) → \(new.prefix)"], because: "every name in the header changes"))
        }
        if old.magic != new.magic {
            changes.append(
                .breaking(
                    .changed, "magic of ioctls", ["\(old.magic) → \(new.magic)"],
                    because: "it is part of every ioctl's number"))
        }
        return changes
    }

    private static func numbers(
        _ what: String, _ old: [Manifest.Interface.Number], _ new: [Manifest.Interface.Number], when reason: String
    ) -> [Change] {
        let lists = Matching(old, new, by: \.name)
        return lists.lost.map {
            .breaking(.lost, "\(what) \($0.name)", ["was \($0.value)"], because: "programs that name it do not compile")
        }
            + lists.gained.map {
                .compatible(.gained, "\(what) \($0.name)", [String($0.value)], because: "nobody names it yet")
            }
            + lists.kept.filter { $0.old.value != $0.new.value }.map { old, new in
                .breaking(.changed, "\(what) \(new.name)", ["\(old.value) → \(new.value)"], because: reason)
            }
    }

    private static func enumerations(_ old: Manifest.Interface, _ new: Manifest.Interface) -> [Change] {
        let lists = Matching(old.enumerations, new.enumerations, by: \.name)
        return lists.lost.map {
            .breaking(.lost, "enum \($0.name)", because: "programs that name it do not compile")
        }
            + lists.gained.map { .compatible(.gained, "enum \($0.name)", because: "nobody names it yet") }
            + lists.kept.flatMap { old, new in
                numbers(
                    "enum \(new.name),", old.cases, new.cases, when: "a program takes the number for what it was before"
                )
            }
    }

    private static func requests(_ old: Manifest.Interface, _ new: Manifest.Interface) -> [Change] {
        let lists = Matching(old.requests, new.requests, by: \.name)
        let lost: [Change] = lists.lost.map {
            .breaking(.lost, "ioctl \($0.name)", ["was \($0.code)"], because: "programs that make it get ENOTTY")
        }
        let retired: Set<Int> = Set(old.retiredRequestNumbers ?? [])
        let gained: [Change] = lists.gained.map { request in
            if let owner = old.requests.first(where: { $0.number == request.number })?.name {
                return .breaking(
                    .gained, "ioctl \(request.name)", [request.code], because: "its number was that of \(owner)")
            }
            if retired.contains(request.number) {
                return .breaking(
                    .gained, "ioctl \(request.name)", [request.code],
                    because: "its number is retired: an old program means another request")
            }
            return .compatible(.gained, "ioctl \(request.name)", [request.code], because: "the number was not answered")
        }
        return lost + gained + lists.kept.compactMap { request($0.old, $0.new) }
    }

    private static func request(_ old: Manifest.Interface.Request, _ new: Manifest.Interface.Request) -> Change? {
        let subject = "ioctl \(new.name)"
        if old.code != new.code {
            let details: [String] = ["\(old.code) → \(new.code)"]
            if old.number != new.number {
                return .breaking(.changed, subject, details, because: "programs make it by its number")
            }
            return .breaking(
                .changed, subject, details,
                because: "direction and size of its structure are part of the number, which the module compares whole")
        }
        if old.structure == new.structure && old.access == new.access { return nil }
        let details: [String] = ["struct \(old.structure ?? "none") → struct \(new.structure ?? "none")"]
        return .breaking(.changed, subject, details, because: "it takes another structure")
    }

    private static func events(_ old: Manifest.Interface, _ new: Manifest.Interface) -> [Change] {
        let lists = Matching(old.events, new.events, by: \.name)
        let changed: [Change] = lists.kept.compactMap { old, new in
            if old.number != new.number {
                return .breaking(
                    .changed, "event \(new.name)", ["\(old.number) → \(new.number)"],
                    because: "a program takes the number for what it was before")
            }
            let (before, after) = (old.words ?? [], new.words ?? [])
            if before == after { return nil }
            let details: [String] = ["words \(text(before)) → \(text(after))"]
            return after.starts(with: before)
                ? .compatible(.changed, "event \(new.name)", details, because: "the words that were used are as before")
                : .breaking(.changed, "event \(new.name)", details, because: "a word means something else")
        }
        return lists.lost.map {
            .breaking(.lost, "event \($0.name)", ["was \($0.number)"], because: "programs that wait for it get none")
        }
            + lists.gained.map {
                .compatible(
                    .gained, "event \($0.name)", [String($0.number)],
                    because: "programs skip kinds that they do not know")
            } + changed
    }

    private static func text(_ words: [String]) -> String { words.isEmpty ? "none" : words.joined(separator: ", ") }
}
