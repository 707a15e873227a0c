// All labs, in the order in which a learner takes them.
import Recording
import Reports

package enum LabCatalogue {
    package static let all: [Lab] = [
        .endlessAppend, .generator, .collect, .collectCycles, .sameObject, .references, .identity, .copies, .sizes,
        .nesting, .bigList, .files, .weakPair, .findIt, .habits,
        .keptObject, .listeners, .pageInterval,
    ]

    /// The lab called `id`; nil if there is none.
    package static func lab(_ id: String) -> Lab? { all.first { $0.id == id } }
}

extension LabRun {
    /// 11 of Python 3.11.7.
    var minorVersion: Int {
        get throws(LabMissing) {
            let version = try recorded.processes.first?.version ?? ""
            let parts = version.split(separator: ".")
            guard parts.count > 1, let minor = Int(parts[1].prefix { $0.isNumber }) else {
                throw LabMissing("the interpreter's version is not known")
            }
            return minor
        }
    }
}
