public import GraphIR
public import Support

/// What `quantize` did and how far the outputs lie from those of the floats since.
public struct QuantizationRecord: Sendable {

  /// A scale that was thought of.
  public struct Candidate: Sendable, Hashable {

    /// The scale is 2 to the power of this.
    public var exponent: Int

    /// Who would choose it from the values of the tensor alone.
    public var methods: [ScaleMethod]

    /// How far the outputs lay from the floats with it, all other scales being as they were then; nil
    /// where it was not tried.
    public var error: OutputDifference?
  }

  /// A tensor that became integers.
  public struct Choice: Sendable, Hashable {

    /// The node that gives it, in the program as it was before.
    public var node: ID<Node>

    /// The product that reads it, where it is weights.
    public var product: ID<Node>?

    /// The exponents of its scales: one for all of it, or one for each output channel of weights.
    public var exponents: [Int]

    /// The integer that stands for 0.
    public var zero = 0

    /// How the scales of weights were chosen.
    public var method: ScaleMethod?

    /// The scales that an activation could have, the finest first.
    public var candidates: [Candidate] = []
  }

  /// How far the outputs lie from those of the floats.
  public var error: OutputDifference

  /// The same with a scale of least square error for each tensor by itself; nil where that is what
  /// was done.
  public var start: OutputDifference?

  /// What it was measured on, in words.
  public var inputs: String

  /// How the scales of activations were chosen; nil where they were searched.
  public var method: ScaleMethod?

  /// How many programs were run to choose.
  public var trials: Int

  public var choices: [Choice]

  /// How many products have a constant for what rounding does to their mean.
  public var corrected = 0

  /// How many pairs of products share scales between their channels.
  public var equalized = 0

  /// Products that stay in floats because they cost too much otherwise.
  public var floats: [ID<Node>] = []

  /// The program in floats, whose nodes all of this is about.
  public let module: GraphModule

  /// What it was quantized for.
  let types: ComputeTypes
}

extension QuantizationRecord {

  /// How scales were chosen, as `mse` or what the search came to.
  var scaleWords: String {
    if let method { return method.rawValue }
    let others = choices.count { !$0.candidates.isEmpty && !$0.isBy(.mse) }
    let all = choices.count { !$0.candidates.isEmpty }
    let before = start.map { shortNumber(($0.greatest * 1e5).rounded() / 1e5) } ?? ""
    return "the error of the outputs: \(trials) programs run, \(others) of \(all) activations have "
      + "another scale than by mse, whose error was \(before)"
  }

  /// In a few words, for the line of the pass.
  public var summary: String { "error \(error.summary)" }

  /// What else was done, a sentence each.
  var notes: [String] {
    var notes: [String] = []
    if equalized > 0 { notes.append("channels equalized in \(counted(equalized, "product pair"))") }
    if corrected > 0 { notes.append("biases corrected in \(counted(corrected, "product"))") }
    if !floats.isEmpty {
      let nodes = floats.prefix(8).map { id in
        let name = module[id].origin.sources.first.map { " (@\(module[$0].name))" } ?? ""
        return "\(id) \(module[id].op?.name ?? "")\(name)"
      }
      let more = floats.count > nodes.count ? " and \(floats.count - nodes.count) more" : ""
      notes.append("in floats stay \(nodes.joined(separator: ", "))\(more)")
    }
    return notes
  }

}

extension QuantizationRecord.Choice {

  /// Why the scale is what it is, as `the value of %4 has the scale 2^-5, by mse and entropy; 2^-6: error
  /// 0.0213; 2^-4 by max: not tried`; nil where no other was thought of.
  public var sentence: String? {
    guard !candidates.isEmpty, let exponent = exponents.first else { return nil }
    let own = candidates.first { $0.exponent == exponent }
    let others = candidates.filter { $0.exponent != exponent }
    let parts = ["the value of \(node) has the scale 2^\(exponent)\(own?.words ?? "")"]
    return (parts + others.map { "2^\($0.exponent)\($0.words)" }).joined(separator: "; ")
  }

  /// Whether `method` would choose the scale from the values of the tensor alone.
  func isBy(_ method: ScaleMethod) -> Bool {
    candidates.contains { exponents == [$0.exponent] && $0.methods.contains(method) }
  }

}

extension QuantizationRecord.Candidate {
  /// As ` by mse, max: error 0.0213, cosine 0.9998`.
  fileprivate var words: String {
    let names = methods.map(\.rawValue).joined(separator: ", ")
    return (names.isEmpty ? "" : " by \(names)")
      + (error.map { ": error \($0.summary)" } ?? ": not tried")
  }
}
