/// The three indices of a micro-op.
struct MicroOp: Sendable, Hashable {
  var destination: Int
  var source: Int
  var weight: Int
}
