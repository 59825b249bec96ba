public import Passes

/// What a pass did to the values of a program.
public struct ValueReport: Sendable, Hashable {

  /// How far values may lie apart.
  public enum Allowance: Sendable, Hashable {

    /// Not at all.
    case exact

    /// For floats by this part of the largest element; integers not at all.
    case relative(Double)

    /// The pass changes values on purpose: the distance is reported, not judged.
    case any
  }

  public var call: PassCall
  public var allowance: Allowance

  public var samples = 0

  /// How many elements of all outputs were compared; 0 where nothing that is computed has changed.
  public var elements = 0

  /// The greatest distance and the mean one, as parts of the largest element of an output.
  public var error = 0.0
  public var meanError = 0.0

  /// For how many rows the largest element is the same one.
  public var sameClass = 0
  public var rows = 0

}

extension ValueReport {

  /// What passes may do to values: integers stay what they are in all that do not quantize.
  /// - Parameter rounding: by how much regions may differ that run elsewhere than in the evaluator.
  static func allowance(of pass: String, rounding: Double = 0) -> Allowance {
    switch pass {
    case "quantize", "lower-qdq": .any
    case "simplify", "fold-constants", "legalize": .relative(1e-4)
    default: rounding > 0 ? .relative(rounding) : .exact
    }
  }

}
