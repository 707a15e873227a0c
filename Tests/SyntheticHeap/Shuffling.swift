package import HeapGraph

extension RawHeap {
    /// The same heap with its nodes, except for the root, in random order: the worst case for caches.
    package consuming func shuffled(seed: UInt64) -> RawHeap {
        var random = SplitMix(seed: seed)
        var order = Array(0..<UInt32(nodeCount))
        for index in stride(from: nodeCount - 1, to: 1, by: -1) { order.swapAt(index, 1 + random.draw(index)) }
        var numbers = [UInt32](repeating: 0, count: nodeCount)
        for (number, source) in order.enumerated() { numbers[Int(source)] = UInt32(number) }
        firstEdges.append(UInt32(edgeCount))
        var heap = RawHeap(nodeCapacity: nodeCount, edgeCapacity: edgeCount)
        swap(&heap.nameTable, &nameTable)
        swap(&heap.typeTable, &typeTable)
        for source in order {
            let node = Int(source)
            heap.addNode(
                type: types[node], selfSize: selfSizes[node], name: names[node], identity: identities[node],
                stack: stacks[node], flags: NodeFlags(rawValue: flags[node]))
            for edge in Int(firstEdges[node])..<Int(firstEdges[node + 1]) {
                heap.addEdge(EdgeLabel(rawValue: labels[edge]), to: numbers[Int(targets[edge])])
            }
        }
        return heap
    }
}
