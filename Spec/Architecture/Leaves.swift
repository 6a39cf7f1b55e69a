// SPDX-License-Identifier: GPL-2.0-only

/// A declaration found by ``leaves(of:root:)``.
struct Leaf<Value> {
    /// The path that a reader of the Swift source writes, for example `vmcs.guest.rip`.
    let label: String
    let value: Value
}

/// All stored properties of type `Value` below a struct of structs, in the order of their declaration.
///
/// The first level gives the middle of the name (`guest` in `vmcs.guest.rip`). Structs
/// below it only split long lists; their members are reached without their name.
func leaves<Value>(of whole: Any, root: String) -> [Leaf<Value>] {
    Mirror(reflecting: whole).children.flatMap { child in
        let path: String = "\(root).\(child.label ?? "")"
        if let value = child.value as? Value { return [Leaf(label: path, value: value)] }
        return members(of: child.value, path: path)
    }
}

private func members<Value>(of group: Any, path: String) -> [Leaf<Value>] {
    Mirror(reflecting: group).children.flatMap { child in
        if let value = child.value as? Value { return [Leaf(label: "\(path).\(child.label ?? "")", value: value)] }
        return members(of: child.value, path: path)
    }
}
