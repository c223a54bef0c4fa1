extension EndpointCall {
    /// Who buys, where somebody must be signed in.
    func buyer() throws(Problem) -> Buyer { Buyer(try account()) }

    /// Who buys; nil for a guest.
    var buyerOrGuest: Buyer? { caller.map { Buyer($0) } }
}
