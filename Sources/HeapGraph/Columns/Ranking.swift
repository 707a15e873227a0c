/// The first few elements of an order, of however many are inserted.
///
/// - Complexity: O(log limit) to insert what is not among the first, O(limit) what is.
struct Ranking<Element> {
    private(set) var elements: [Element] = []
    private let limit: Int
    private let comesBefore: (Element, Element) -> Bool

    init(limit: Int, _ comesBefore: @escaping (Element, Element) -> Bool) {
        self.limit = limit
        self.comesBefore = comesBefore
    }

    mutating func insert(_ element: Element) {
        if elements.count == limit {
            guard limit > 0, comesBefore(element, elements[limit - 1]) else { return }
            elements.removeLast()
        }
        var low = 0
        var high = elements.count
        while low < high {
            let middle = (low + high) / 2
            if comesBefore(element, elements[middle]) { high = middle } else { low = middle + 1 }
        }
        elements.insert(element, at: low)
    }
}
