public import Diagnostics
import GraphIR
import OrderedCollections
import Support
import Tensors

/// Turns products, sums and what moves elements between them into arithmetic on the integers that
/// the accelerator computes with.
///
/// Scales are powers of two: one for each activation, from what calibration saw, and one for each
/// output channel of weights. Zero points are 0. Where inputs were given, scales are chosen by how
/// far the outputs then lie from those of the floats. What is in integers already stays as it is.
/// - Before: floats, simplified, with constant weights.
/// - After: `int8` operands, `int32` sums, a rounding shift, a clip and a cast behind them.
public struct Quantize: Pass {

  public static let info = PassInfo(
    "quantize", "compute in integers: int8 operands, int32 sums, scales that are powers of two",
    options: [
      roundingOption, scales, samples, trials, biases, equalization, skip, maxError,
    ])

  private static let roundingOption = Rounding.option(default: .nearest)

  private static let scales = PassOption(
    "scales", default: ScaleChoice.auto,
    "how scales of activations are chosen: by the error of the outputs where inputs are given, or"
      + " each by its own least square error, nothing cut off, a thousandth cut off, or divergence")

  private static let samples = PassOption(
    "samples", default: 512, in: 1 ... .max, "how many calibration samples are run at most")

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
  private let skipsDearest: Bool
  private let errorLimit: Double?
  private let sampleLimit: Int

  public init(_ options: PassOptions) throws(Diagnostic) {
    rounding = options[Self.roundingOption]
    choice = options[Self.scales]
    trialLimit = options[Self.trials]
    correction = options[Self.biases]
    equalizing = options[Self.equalization]
    sampleLimit = options[Self.samples]
    let names = options[Self.skip].split(separator: "+").map { name in
      String(name.hasPrefix("@") ? name.dropFirst() : name)
    }
    skipsDearest = names.contains("auto")
    skipped = Set(names).subtracting(["auto"])
    errorLimit = options[Self.maxError] ?? (skipsDearest ? Self.standardError : nil)
  }

  public func run(on program: inout Program, in context: inout PassContext) throws(Diagnostic) {
    let types = context.targets.first?.types ?? ComputeTypes()
    let module = program.module
    if let target = context.targets.first, types.data.isFloat {
      context.report(.note("nothing to quantize: `\(target.name)` computes in \(types.data)"))
      return
    }
    try check(types, module, context)
    guard module.hasFloatProducts else {
      context.report(.note("nothing to quantize: no product of floats with constant weights"))
      return
    }
    let inputs = try CalibrationInputs(of: module, in: context, atMost: sampleLimit)
    let budget = SearchBudget(of: module, samples: inputs.samples.count, trials: trialLimit)
    let found = try choose(program, types, inputs, budget, in: context)
    program = found.program
    program.quantization = found.record
    report(found.record, found.trial, inputs, in: &context)
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

  private func check(
    _ types: ComputeTypes, _ module: GraphModule, _ context: PassContext
  ) throws(Diagnostic) {
    guard types.data.isInteger, types.data.isSigned, types.weight.isInteger,
      types.weight.isSigned, types.accumulator == .int32
    else {
      throw .error(
        "`quantize` makes signed integers with int32 sums, but "
          + "`\(context.targets.first?.name ?? "the target")` computes in \(types.data) with "
          + "\(types.accumulator) sums")
    }
    let names = Set(module.sources.elements.map(\.name))
    for name in skipped.sorted() where !names.contains(name) {
      let near = nearest(to: name, in: Array(names), most: 1).first
      throw .error(
        "the model has no node `\(name)` to skip",
        hints: near.map { ["did you mean `\($0)`?"] } ?? [])
    }
  }

}

// MARK: - Choosing

extension Quantize {

  /// What was chosen: the program, and how it came to it.
  private struct Found {
    var program: Program { trial.program }
    var trial: Quantizer.Trial
    var record: QuantizationRecord
  }

  /// The best program in integers that the budget allows to find.
  /// - Errors: an operator cannot be evaluated; the outputs lie too far away; the user asked to stop.
  private func choose(
    _ program: Program, _ types: ComputeTypes, _ inputs: CalibrationInputs, _ budget: SearchBudget,
    in context: PassContext
  ) throws(Diagnostic) -> Found {
    var quantizer = try Quantizer(
      program, for: types, rounding: rounding, skipping: skipped, on: inputs,
      measuring: budget.measured, in: context)
    let start = try quantizer.trial(QuantizationPlan(method: choice.method ?? .mse), in: context)
    var search = ScaleSearch(quantizer, from: start, budget)
    let isSearched = choice == .auto && inputs.isGiven
    var equalized = 0
    if equalizing == .on || (equalizing == .auto && isSearched && budget.rest > 0) {
      equalized = try equalize(&search, inputs, budget, in: context)
    }
    if isSearched { try search.run(correctingBiases: correction == .auto, in: context) }
    if correction == .on { try search.correctBiases(always: true, in: context) }
    let isOther = search.isWorthwhile || correction == .on || equalizing == .on
    if isOther { quantizer = search.quantizer } else { equalized = 0 }
    var best = isOther ? search.best : start
    best = try limited(best, &quantizer, in: context)
    var record = QuantizationRecord(
      of: best, quantizer, search, inputs: budget.words(for: inputs),
      isSearched: isOther && isSearched)
    record.equalized = equalized
    return Found(trial: best, record: record)
  }

  /// Goes on with the program whose channels have nearly one size, where that is better or asked for.
  /// - Returns: how many pairs of products share scales.
  private func equalize(
    _ search: inout ScaleSearch, _ inputs: CalibrationInputs, _ budget: SearchBudget,
    in context: PassContext
  ) throws(Diagnostic) -> Int {
    let base = search.quantizer
    let module = base.program.module
    let meter = try CostMeter(of: module, on: base.samples, in: context)
    var count = 0
    let fillings: [Int?] = equalizing == .on ? [nil] : [nil, base.calibration.most]
    for most in fillings {
      var equalization = Equalization(of: module, filling: most)
      var changed = base.program
      try changed.rewrite(as: Self.info.name) { rewriter throws(Diagnostic) in
        try equalization.run(
          on: &rewriter, in: context, magnitudes: { meter.channelMagnitudes(of: $0) })
      }
      guard equalization.count > 0 else { continue }
      var other = try Quantizer(
        changed, for: base.types, rounding: rounding, skipping: skipped, on: inputs,
        measuring: budget.measured, in: context)
      let trial = try other.trial(search.start.plan, in: context)
      guard equalizing == .on || trial.loss < search.best.loss else { continue }
      search.go(on: other, from: trial)
      count = equalization.count
    }
    return count
  }

  /// `best`, or a program with products in floats where it lies too far away.
  /// - Errors: it lies too far away, and so does each other.
  private func limited(
    _ best: Quantizer.Trial, _ quantizer: inout Quantizer, in context: PassContext
  ) throws(Diagnostic) -> Quantizer.Trial {
    guard let errorLimit, best.difference.greatest > errorLimit else { return best }
    let (found, allowed) = (best.difference.summary, shortNumber(errorLimit))
    guard skipsDearest else {
      throw .error(
        "the error of the outputs is \(found), more than max-error=\(allowed)",
        hints: ["`skip=auto` leaves in floats what costs most"])
    }
    let meter = try CostMeter(
      of: quantizer.program.module, on: quantizer.samples, in: context)
    let selection = FloatSelection(meter, upTo: errorLimit)
    guard let trial = try selection.select(from: best, &quantizer, in: context) else {
      throw .error(
        "the error of the outputs is \(found), and more than \(allowed) with all products in floats",
        hints: ["`max-error=` takes a greater one"])
    }
    return trial
  }

}

extension GraphModule {
  /// Whether `main` has a convolution or a dense layer of floats.
  fileprivate var hasFloatProducts: Bool {
    main.map { postorder(of: $0) }?.contains { id in
      self[id].op?.has(.product) == true && self[id].type?.tensor?.element.isFloat == true
    } ?? false
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
