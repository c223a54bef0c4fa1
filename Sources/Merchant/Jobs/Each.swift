/// Runs `body` for every element, and throws the first error only afterwards: one that cannot be dealt with must not
/// hold up the rest.
func each<Element>(
    of elements: [Element],
    _ body: (Element) async throws(ShopError) -> Void
) async throws(ShopError) {
    var first: ShopError?
    for element in elements {
        do throws(ShopError) { try await body(element) } catch { first = first ?? error }
    }
    if let first { throw first }
}

/// The same, for so many elements at the same time.
func each<Element: Sendable>(
    of elements: [Element],
    atOnce width: Int,
    _ body: @escaping @Sendable (Element) async throws(ShopError) -> Void
) async throws(ShopError) {
    let failure = await withTaskGroup(of: ShopError?.self) { group in
        var rest = elements[...]
        var first: ShopError?
        func next() {
            guard let element = rest.popFirst() else { return }
            group.addTask {
                do throws(ShopError) {
                    try await body(element)
                    return nil
                } catch { return error }
            }
        }
        for _ in 0..<width { next() }
        for await failure in group {
            first = first ?? failure
            next()
        }
        return first
    }
    if let failure { throw failure }
}
