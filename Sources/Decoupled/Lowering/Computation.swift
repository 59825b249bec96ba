import GraphIR
import Passes
import Support
import TargetKit
import Tensors

/// What one composite computes, as steps on accumulators: the first ones make them, the others
/// change them.
struct Computation: Sendable {

  enum Operand: Sendable {
    case number(Int)

    /// A sum of constants with one number for each channel.
    case channels(TileValue.Recipe)

    /// A sum of constants with one number for each element, or for each channel.
    case elements(TileValue.Recipe)

    /// A value with one number for each channel.
    case value(ValueName)

    case step(Int)
  }

  enum Kind: Sendable {
    case convolve(data: ValueName, weight: ID<Node>, Window)

    /// The greatest or the sum of a window, by `max` or `add`.
    case pool(AluOperation, data: ValueName, Window)
    case widen(data: ValueName)
    case vector(AluOperation, Int, Operand)
  }

  struct Step: Sendable {
    var kind: Kind
    var origin: Provenance
  }

  /// Such as `conv2d`; the last part of the name of the composite.
  var operation: String

  var steps: [Step] = []

  /// The shape of the result on the host.
  var shape: [Int] = []

  var origins: [ID<Node>]

}
