/// What `quantize` did, and what each tensor costs.
public struct QuantizationAnswer: Sendable, Hashable {

  /// How far outputs lie from those of the floats.
  public struct Error: Sendable, Hashable {

    /// The greatest distance, as a part of the largest element of an output.
    public var greatest: Double

    /// The root of the sum of squares, as a part of that of the outputs.
    public var relative: Double

    public var cosine: Double

    /// For how many samples the largest element is the same one.
    public var sameClass: Int
    public var samples: Int
  }

  /// A scale that a tensor could have.
  public struct Candidate: Sendable, Hashable {

    /// The scale is 2 to the power of this.
    public var exponent: Int

    /// Who would choose it from the values of the tensor alone.
    public var methods: [String]

    /// What the outputs came to with it while scales were chosen; nil where it was not tried.
    public var error: Error?
  }

  /// What a row is about.
  public enum Kind: String, Sendable, Hashable, CaseIterable { case activation, weights }

  public struct Row: Sendable, Hashable {

    /// The node whose value it is; of weights the product that reads them.
    public var node: String

    public var operation: String

    /// The node of the model behind it.
    public var source: String

    public var kind: Kind

    /// The exponents of its scales, from the finest to the coarsest.
    public var finest: Int
    public var coarsest: Int

    /// What the outputs come to where this tensor alone consists of integers.
    public var cost: Error

    public var candidates: [Candidate]
  }

  public var error: Error

  /// The same with a scale of least square error for each tensor; nil where that is what was done.
  public var start: Error?

  /// What it was measured on.
  public var inputs: String

  /// How scales of activations were chosen; nil where by the error of the outputs.
  public var method: String?

  public var trials: Int
  public var corrected: Int
  public var equalized: Int

  /// Products that stay in floats because they cost too much.
  public var floats: [String]

  /// The dearest first.
  public var rows: [Row]
}
