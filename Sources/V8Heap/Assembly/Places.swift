// Locations with the names of their files, which the file gives as numbers of scripts only.
import HeapFile
import HeapGraph

enum Places {
    /// Of every function, and of the first object of every class, where its source begins.
    ///
    /// A function leads to its script, and so tells which file a script's number stands for.
    ///
    /// - Complexity: O(locations).
    static func find(_ view: SnapshotView, _ locations: LocationTable) -> [(source: UInt32, value: SourcePlace)] {
        var files: [UInt64: NameIndex] = [:]
        var places: [(source: UInt32, value: SourcePlace)] = []
        var objects: [LocationTable.Location] = []
        var classes: Set<UInt32> = []
        for index in 0..<locations.count {
            guard let location = locations.location(index, nodeCount: view.nodeCount) else { continue }
            if view.kinds[location.node] == V8Kind.closure {
                guard let file = file(ofFunction: location.node, view) else { continue }
                files[location.script] = file
                places.append((UInt32(location.node), SourcePlace(file: file, line: location.line)))
            } else if classes.insert(view.names[location.node]).inserted {
                objects.append(location)
            }
        }
        for object in objects {
            guard let file = files[object.script] else { continue }
            places.append((UInt32(object.node), SourcePlace(file: file, line: object.line)))
        }
        return places
    }

    private static func file(ofFunction closure: Int, _ view: SnapshotView) -> NameIndex? {
        guard let shared = view.target(of: closure, .sharedEdge),
            let script = view.target(of: shared, .scriptEdge, or: .oldScriptEdge), view.kinds[script] == V8Kind.code
        else { return nil }
        return view.names[script] == 0 ? nil : view.names[script]
    }
}
