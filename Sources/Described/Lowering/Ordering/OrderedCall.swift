/// An instruction of a program in which everything waits for what it has to wait for.
struct OrderedCall: Hashable, Sendable {

  var call: Call

  /// The place, among the instructions that were to be ordered, of the one that it is, or that it
  /// is there for.
  var source: Int

  /// Why it was added; nil where it was there.
  var reason: String?

  var isAdded: Bool { reason != nil }

  init(_ call: Call, source: Int, reason: String? = nil) {
    self.call = call
    self.source = source
    self.reason = reason
  }

}
