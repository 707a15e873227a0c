// numpy arrays. Their type is no part of the collector, and tells it nothing of what they hold.
import CAgentABI
import CPythonABI

/// PyArrayObject: data 16, nd 24, shape 32, base 48, descriptor 56, flags 64.
struct NumpyArray {
    let address: UInt64

    private static let mostDimensions: Int32 = 64
    private static let objectType: Int32 = 17
    private static let ownsDataFlag: Int32 = 4
    private static let contiguousFlag: Int32 = 1

    var data: UInt64 { load(address, 16) }
    var base: UInt64 { load(address, 48) }
    var descriptor: UInt64 { load(address, 56) }
    private var flags: Int32 { load32(address, 64) }
    private var dimensions: Int { Int(max(0, min(load32(address, 24), Self.mostDimensions))) }

    var elements: UInt64 {
        let shape = load(address, 32)
        var count: UInt64 = 1
        for index in 0..<dimensions { count = count &* load(shape &+ UInt64(index) &* 8, 0) }
        return count
    }

    /// Shape, strides and, if the array owns them, its elements.
    var bytes: UInt64 {
        let ownsData = flags & Self.ownsDataFlag != 0
        return UInt64(dimensions) &* 16 &+ (ownsData ? elements &* elementBytes : 0)
    }

    /// Whether its data are references, in a row.
    var holdsObjects: Bool {
        load32(descriptor, 28) == Self.objectType && flags & Self.ownsDataFlag != 0
            && flags & Self.contiguousFlag != 0 && data != 0
    }

    /// numpy 1 keeps the size of an element as an int at 32; from numpy 2 on flags are there, and the size is a word at
    /// 40. The numeric types tell which it is; the others go by what those told.
    private var elementBytes: UInt64 {
        let number = Int(load32(descriptor, 28))
        let old = load32(descriptor, 32)
        if let expected = Self.knownBytes(number) {
            HeapWalk.isOldNumpy = old == expected
        } else if old == 0 {
            HeapWalk.isOldNumpy = false
        }
        return HeapWalk.isOldNumpy ? UInt64(max(0, old)) : load(descriptor, 40)
    }

    /// Sizes of numpy's types 0 to 17: bool to complex long double, and object.
    private static func knownBytes(_ number: Int) -> Int32? {
        switch number {
        case 0, 1, 2: return 1
        case 3, 4: return 2
        case 5, 6, 11: return 4
        case 7, 8, 9, 10, 12, 14, 17: return 8
        case 13, 15: return 16
        case 16: return 32
        default: return nil
        }
    }
}
