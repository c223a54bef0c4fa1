/// How far a sandbox had got in giving out keys, so that somebody who knows those before can ask for the rest.
package struct KeyMark: Sendable, Equatable {
    /// The life they were given out in; in another one none of them may be there.
    package let life: Int
    fileprivate var payments = 0
    fileprivate var billingKeys = 0
    fileprivate var authorizations = 0

    /// The mark of a life's first moment.
    package init(life: Int) { self.life = life }
}

extension Sandbox {
    /// Where this sandbox stands now.
    package var keyMark: KeyMark {
        var mark = KeyMark(life: epoch)
        mark.payments = payments.count
        mark.billingKeys = billing.keys.count
        mark.authorizations = billing.authKeys.count
        return mark
    }

    /// The keys given out since an earlier moment of the same life.
    package func keys(since mark: KeyMark) -> some Sequence<IssuedKey> {
        let payments = payments.payments[mark.payments...].lazy.map { IssuedKey.payment($0.paymentKey) }
        let keys = billing.keys[mark.billingKeys...].lazy.map { IssuedKey.billingKey($0.billingKey) }
        let authorizations = billing.authKeys[mark.authorizations...].lazy.map { IssuedKey.authKey($0) }
        return Array(payments) + Array(keys) + Array(authorizations)
    }
}
