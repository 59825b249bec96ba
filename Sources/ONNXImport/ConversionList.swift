extension Conversion {

  /// One line for each file of `Conversions`, in alphabetical order.
  private static let units: [[Conversion]] = [
    Activations.conversions,
    Arithmetics.conversions,
    Attentions.conversions,
    Choices.conversions,
    Constants.conversions,
    ContributedProducts.conversions,
    ControlFlow.conversions,
    Convolutions.conversions,
    Distinctions.conversions,
    Foldings.conversions,
    FusedContributions.conversions,
    Grids.conversions,
    GroupNormalizations.conversions,
    Loops.conversions,
    Losses.conversions,
    Normalizations.conversions,
    Pools.conversions,
    PowerPools.conversions,
    Products.conversions,
    Quantizations.conversions,
    QuantizedContributions.conversions,
    QuantizedProducts.conversions,
    Recurrences.conversions,
    ReductionConversions.conversions,
    Resizing.conversions,
    Rotations.conversions,
    Samplings.conversions,
    Scans.conversions,
    Scattering.conversions,
    Selections.conversions,
    Sequences.conversions,
    Shapes.conversions,
    Spectra.conversions,
    Transforms.conversions,
  ]

  /// Every operator that can be imported, by domain and name.
  static let all: [Key: Conversion] = Dictionary(
    uniqueKeysWithValues: units.flatMap { $0 }.map { (Key(domain: $0.domain, op: $0.op), $0) })

  /// What names an operator of ONNX.
  struct Key: Hashable, Sendable {
    let domain: String
    let op: String

    /// The domain `ai.onnx` is the one without a name.
    init(domain: String, op: String) {
      self.domain = domain == "ai.onnx" ? "" : domain
      self.op = op
    }
  }

}
