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
