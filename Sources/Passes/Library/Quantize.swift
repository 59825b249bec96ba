public import Diagnostics
import GraphIR
import OrderedCollections
import Support
import Tensors

/// Turns products, sums and what moves elements between them into arithmetic on the integers that
/// the accelerator computes with.
///
/// Scales are powers of two: one for each activation, from what calibration saw, and one for each
/// output channel of weights. Zero points are 0, but for unsigned data that has negative numbers,
/// where half of the integers lie below. Where inputs were given, scales are chosen by how
/// far the outputs then lie from those of the floats. What is in integers already stays as it is.
/// - Before: floats, simplified, with constant weights.
/// - After: `int8` operands, `int32` sums, a rounding shift, a clip and a cast behind them; for an
///   accelerator of short floats, operands rounded to these and `float32` sums.
public struct Quantize: Pass {

  public static let info = PassInfo(
    "quantize", "compute in integers: int8 operands, int32 sums, scales that are powers of two",
    options: [
      roundingOption, scales, samples, randomInputs, trials, biases, equalization, skip, maxError,
    ])

  private static let roundingOption = Rounding.option(default: .nearest)

  private static let scales = PassOption(
    "scales", default: ScaleChoice.auto,
    "how scales of activations are chosen: by the error of the outputs where inputs are given, or"
      + " each by its own least square error, nothing cut off, a thousandth cut off, or divergence")

  private static let samples = PassOption(
    "samples", default: 512, in: 1 ... .max, "how many calibration samples are run at most")

  private static let randomInputs = PassOption(
    "random-inputs", default: RandomCalibration.auto,
    "whether random inputs are taken where none are given; `auto`: unless the model is quantized in"
      + " part")

  private static let trials = PassOption(
    "trials", default: "auto", in: 0 ... 100_000,
    "how many programs are run at most to choose scales; `auto`: as many as take seconds")

  private static let biases = PassOption(
    "correct-biases", default: Refinement.auto,
    "whether biases make up for what rounding weights does to the mean of sums")

  private static let equalization = PassOption(
    "equalize", default: Refinement.auto,
    "whether channels between two products are brought to one size, by powers of two")

  private static let skip = PassOption(
    "skip", default: "",
    "nodes of the model that stay in floats, joined by `+`; `auto`: products that cost too much for"
      + " `max-error`, or for \(standardError)")

  private static let maxError = PassOption(
    "max-error", default: "unset", in: 0 ... 1e6,
    "the greatest distance of an output from the floats, as a part of its largest element, that is"
      + " let through")

  /// What `skip=auto` allows where `max-error` says nothing.
  private static let standardError = 0.02

  /// Of a model that is quantized in part, the rest.
  public static func isDefault(for model: ModelFacts) -> Bool {
    !model.isQuantized || model.hasFloatProducts
  }

  private let rounding: Rounding
  private let choice: ScaleChoice
  private let trialLimit: Int?
  private let correction: Refinement
  private let equalizing: Refinement
  private let skipped: Set<String>
  private let floatRule: QuantizationChoice.FloatRule
  private let sampleLimit: Int
  private let random: RandomCalibration

  public init(_ options: PassOptions) throws(Diagnostic) {
    rounding = options[Self.roundingOption]
    choice = options[Self.scales]
    trialLimit = options[Self.trials]
    correction = options[Self.biases]
    equalizing = options[Self.equalization]
    sampleLimit = options[Self.samples]
    random = options[Self.randomInputs]
    let names = options[Self.skip].split(separator: "+").map { name in
      String(name.hasPrefix("@") ? name.dropFirst() : name)
    }
    skipped = Set(names).subtracting(["auto"])
    let limit = options[Self.maxError]
    let refusal = limit.map { QuantizationChoice.FloatRule.refuses(above: $0) } ?? .any
    floatRule =
      names.contains("auto") ? .leavesDearest(upTo: limit ?? Self.standardError) : refusal
  }

  public func run(on program: inout Program, in context: inout PassContext) throws(Diagnostic) {
    let module = program.module
    let numbers = NumberPlan(of: program, in: context)
    let types = numbers.integers?.types ?? ComputeTypes()
    let products = module.floatProducts
    let kept = products.filter { numbers.floats[$0] != nil }
    if let reals = numbers.reals,
      numbers.integers == nil || (!kept.isEmpty && kept.count == products.count)
    {
      program.keep(numbers, as: Self.info.name)
      guard reals.types.rounds else {
        context.report(
          .note("nothing to quantize: `\(reals.name)` computes in \(reals.types.data)"))
        return
      }
      try round(&program, for: reals, numbers, in: &context)
      return
    }
    try checkNames(in: module)
    guard !products.isEmpty else {
      context.report(.note("nothing to quantize: no product of floats with constant weights"))
      return
    }
    try check(types, of: numbers.integers)
    guard !context.calibration.isEmpty || random.takes(module) else {
      var note = Diagnostic.note(
        "products stay in floats, as the model has them: no inputs are given to quantize them on")
      note.hints = [
        "`input FILE` or `calibration FILE` gives some, `quantize{random-inputs=on}` makes them up"
      ]
      context.report(note)
      return
    }
    let inputs = try CalibrationInputs(of: module, in: context, atMost: sampleLimit)
    var choosing = QuantizationChoice(
      scales: choice, biases: correction, equalization: equalizing, skipped: skipped,
      rounding: rounding, trials: trialLimit, floats: floatRule)
    choosing.kept = Dictionary(uniqueKeysWithValues: numbers.floats.elements.map { ($0, $1) })
    let found = try choosing.choose(program, types, inputs, in: context)
    program = found.trial.program
    program.quantization = found.record
    report(found.record, found.trial, inputs, in: &context)
    if let reals = numbers.reals, !kept.isEmpty {
      let words = kept.count == 1 ? "1 product stays" : "\(kept.count) products stay"
      context.report(.note("\(words) in \(reals.types.data) for `\(reals.name)`"))
    }
  }

  /// Makes the products that `target` takes ones of its short floats.
  private func round(
    _ program: inout Program, for target: TargetInterface, _ numbers: NumberPlan,
    in context: inout PassContext
  ) throws(Diagnostic) {
    var form = RoundedForm(of: program.module, for: target) { id in
      numbers.floats[id]?.floatTarget == target.name
    }
    try program.rewrite(as: Self.info.name) { rewriter throws(Diagnostic) in
      try form.run(on: &rewriter, in: context)
    }
    let words = form.counts.map { "\($1) `\($0)`" }.joined(separator: ", ")
    let types = target.types
    context.report(
      .note(
        words.isEmpty
          ? "nothing to round: `\(target.name)` takes no product of the program"
          : "\(words) in \(types.data), sums in \(types.accumulator): each number is the nearest, "
            + "there are no scales"))
  }

  private func report(
    _ record: QuantizationRecord, _ best: Quantizer.Trial, _ inputs: CalibrationInputs,
    in context: inout PassContext
  ) {
    context.report(.note("calibrated on \(inputs.origin); scales by \(record.scaleWords)"))
    context.report(
      .note(
        "\(best.counts) in \(best.translation.types.data); shifts round "
          + best.translation.rounding.explanation))
    context.report(.note("against the floats: \(record.error.words), on \(record.inputs)"))
    for note in record.notes { context.report(.note(note)) }
  }

  private func check(_ types: ComputeTypes, of target: TargetInterface?) throws(Diagnostic) {
    guard types.data.isInteger, types.weight.isInteger, types.weight.isSigned,
      types.accumulator == .int32
    else {
      throw .error(
        "`quantize` makes integers, signed ones of weights, with int32 sums, but "
          + "`\(target?.name ?? "the target")` computes in \(types.data) with "
          + "\(types.weight) weights and \(types.accumulator) sums",
        hints: ["`skip` goes on without: what the model has in integers is compiled, floats stay"])
    }
  }

  private func checkNames(in module: GraphModule) throws(Diagnostic) {
    let names = Set(module.sources.elements.map(\.name))
    for name in skipped.sorted() where !names.contains(name) {
      let near = nearest(to: name, in: Array(names), most: 1).first
      throw .error(
        "the model has no node `\(name)` to skip",
        hints: near.map { ["did you mean `\($0)`?"] } ?? [])
    }
  }

}

extension GraphModule {
  /// The convolutions and the dense layers of floats in `main`.
  fileprivate var floatProducts: [ID<Node>] {
    main.map { postorder(of: $0) }?.filter { id in
      self[id].op?.has(.product) == true && self[id].type?.tensor?.element.isFloat == true
    } ?? []
  }
}

extension Program {

  /// Rewrites `main` by `translation`, keeps its decisions, and returns what it did in words.
  mutating func translate(
    _ translation: inout IntegerTranslation, as pass: String, in context: PassContext
  ) throws(Diagnostic) -> String {
    try rewrite(as: pass) { rewriter throws(Diagnostic) in
      try translation.run(on: &rewriter, in: context)
    }
    for (id, decision) in translation.decisions { decisions[id, default: []].append(decision) }
    guard !translation.counts.isEmpty else { return "nothing" }
    return translation.counts.map { "\($1) `\($0)`" }.joined(separator: ", ")
  }

}

extension Decision.Reason {
  /// The accelerator that takes the operator as one of floats.
  fileprivate var floatTarget: String? {
    if case .inFloats(_, let target) = self { target } else { nil }
  }
}
