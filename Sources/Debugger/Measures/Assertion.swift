import Diagnostics

/// What a number of the program must be, as `macs on vta >= 90%`.
struct Assertion: Sendable {

  /// How a number has to lie to the bound.
  enum Relation: String, Sendable, CaseIterable {
    case atLeast = ">="
    case atMost = "<="
    case equal = "=="
    case unequal = "!="
    case more = ">"
    case less = "<"

    func holds(_ value: Double, _ bound: Double) -> Bool {
      switch self {
      case .atLeast: value >= bound
      case .atMost: value <= bound
      case .equal: value == bound
      case .unequal: value != bound
      case .more: value > bound
      case .less: value < bound
      }
    }
  }

  let measure: Measure

  /// The accelerator that it is about; nil for all of them.
  let target: String?

  let relation: Relation
  let bound: Double

  /// As it was written.
  let text: String

}
