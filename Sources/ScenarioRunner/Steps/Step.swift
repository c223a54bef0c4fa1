package import JSON
package import Scenarios

/// One element of a scenario's `steps`, as it stands in the file.
package struct Step: Sendable {
    /// A value to keep for later steps.
    struct Save: Sendable {
        let name: String
        let path: ValuePath
    }

    /// From 1, comments counted.
    package let number: Int
    /// What it does.
    package let kind: StepKind
    /// What the file says about it.
    package let comment: String?
    /// The value of the member called like the kind.
    let body: JSONNode
    let expect: JSONNode?
    let saves: [Save]

    /// Nil for a step that does nothing, which the check of the file has refused.
    package init?(_ node: JSONNode, number: Int) {
        guard let kind = StepKind.allCases.first(where: { node[$0.rawValue] != nil }), let body = node[kind.rawValue]
        else { return nil }
        self.number = number
        self.kind = kind
        self.body = body
        comment = node["comment"]?.string
        expect = node["expect"]
        saves = (node["save"]?.object?.members ?? []).compactMap { member in
            member.node.string.flatMap { ValuePath($0) }.map { Save(name: member.name, path: $0) }
        }
    }
}
