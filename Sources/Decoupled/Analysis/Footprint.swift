/// The cells that one instruction reads and writes, in runs of one place each.
struct Footprint: Sendable {

  var reads: [Range<Int>] = []
  var writes: [Range<Int>] = []

  /// Whether which cells they are depends on data that the streams themselves decide.
  var isDataDependent = false

  /// Whether some of what it would touch is not there, so that the machine does not do all of it.
  var isFaulty = false

  /// How much it is to look at all of it, as `Poll` counts.
  var work: Int {
    64 + reads.reduce(0) { $0 + $1.count } + writes.reduce(0) { $0 + $1.count }
  }

  mutating func removeAll() {
    reads.removeAll(keepingCapacity: true)
    writes.removeAll(keepingCapacity: true)
    isDataDependent = false
    isFaulty = false
  }

}
