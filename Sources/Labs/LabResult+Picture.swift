// The objects of a lab's programs, drawn.
package import Reports

extension LabResult {
    /// What a step's snapshot shows of the program's own objects; nil if the lab draws none or there is no snapshot.
    package func picture(of run: LabRun) -> PictureView? {
        guard definition.drawsObjects, let heap = run.snapshot else { return nil }
        return PictureView(heap, limit: 14, items: 3).flatMap { $0.isEmpty ? nil : $0 }
    }
}
