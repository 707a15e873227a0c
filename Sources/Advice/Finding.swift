// A place in a file where a rule's habit is shown.

package struct Finding: Sendable {
    package let rule: Rule
    /// From 1.
    package let line: Int
    /// From 0, in the units of the parser; `SourceText` makes a column of it.
    package let offset: Int
    package let lastLine: Int
    /// What is done here, and with which names: a clause without a full stop.
    package let message: String
    /// Which memory the change is about; nil where no figure of a recording says anything about it.
    package let evidence: Evidence?
}

/// How a recording tells what a change would save.
package struct Evidence: Sendable {
    /// Which figure of the lines counts.
    package enum Figure: String, Sendable {
        /// Live at the high-water mark.
        case peak
        /// Live at the end.
        case end
        /// Everything allocated: work for the allocator, hardly more at the peak.
        case allocated
    }

    package let figure: Figure
    /// Lines of the file: what they allocated, and what was called from them.
    package let lines: [ClosedRange<Int>]
    /// Whether callees count: not if a line's own blocks are what is kept.
    package var includesCallees = true
    /// True if the change avoids all of that memory; false if that is the most it can.
    package var isExact = true
    /// For memory that stays while later lines run: only what they hold at the peak beside it can be saved.
    package var laterLines: ClosedRange<Int>?
    /// Whose lines these are: `<module>`, or the function's name.
    package var laterFunction: String?
    /// Attributes of an instance, where the change takes the dictionary away from it.
    package var slots: Int?

    package init(
        figure: Figure, lines: [ClosedRange<Int>], includesCallees: Bool = true, isExact: Bool = true,
        laterLines: ClosedRange<Int>? = nil, laterFunction: String? = nil, slots: Int? = nil
    ) {
        self.figure = figure
        self.lines = lines
        self.includesCallees = includesCallees
        self.isExact = isExact
        self.laterLines = laterLines
        self.laterFunction = laterFunction
        self.slots = slots
    }
}
