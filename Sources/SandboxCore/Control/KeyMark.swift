/// How far a sandbox had got in giving out keys, so that somebody who knows those before can ask for the rest.
package struct KeyMark: Sendable, Equatable {
    /// The life they were given out in; in another one none of them may be there.
    package let life: Int
    fileprivate var count = 0

    /// The mark of a life's first moment.
    package init(life: Int) { self.life = life }
}

extension Sandbox {
    /// Where this sandbox stands now.
    package var keyMark: KeyMark {
        var mark = KeyMark(life: epoch)
        mark.count = life.issued.count
        return mark
    }

    /// The keys given out since an earlier moment of the same life.
    package func keys(since mark: KeyMark) -> [IssuedKey] { Array(life.issued[mark.count...]) }
}
