public import Diagnostics
import GraphIR
import OrderedCollections
import Support
import Tensors

/// Turns products, sums and what moves elements between them into arithmetic on the integers that
/// the accelerator computes with.
///
/// Scales are powers of two: one for each activation, from what calibration saw, and one for each
/// output channel of weights. Zero points are 0.
/// - Before: floats, simplified, with constant weights.
/// - After: `int8` operands, `int32` sums, a rounding shift, a clip and a cast behind them.
public struct Quantize: Pass {

  public static let info = PassInfo(
    "quantize", "compute in integers: int8 operands, int32 sums, scales that are powers of two",
    options: [roundingOption, scales, samples, skip])

  private static let roundingOption = Rounding.option(default: .nearest)

  private static let scales = PassOption(
    "scales", default: Calibration.Method.mse,
    "how scales of activations are chosen: least square error, or nothing cut off")

  private static let samples = PassOption(
    "samples", default: 512, in: 1 ... .max, "how many calibration samples are run at most")

  private static let skip = PassOption(
    "skip", default: "", "nodes of the model that stay in floats, joined by `+`")

  public static func isDefault(for model: ModelFacts) -> Bool { !model.isQuantized }

  private let rounding: Rounding
  private let method: Calibration.Method
  private let skipped: Set<String>
  private let sampleLimit: Int

  public init(_ options: PassOptions) throws(Diagnostic) {
    rounding = options[Self.roundingOption]
    method = options[Self.scales]
    sampleLimit = options[Self.samples]
    skipped = Set(
      options[Self.skip].split(separator: "+").map { name in
        String(name.hasPrefix("@") ? name.dropFirst() : name)
      })
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
    let calibration = try Calibration(
      of: module, on: inputs.samples, method: method,
      most: types.data.integerRange?.upperBound ?? 127, in: context)
    var translation = IntegerTranslation(
      as: Self.info.name, of: module, for: types, rounding: rounding, calibration: calibration,
      skipping: skipped)
    let counts = try program.translate(&translation, as: Self.info.name, in: context)
    context.report(.note("calibrated on \(inputs.origin); scales by \(method.rawValue)"))
    context.report(.note("\(counts) in \(types.data); shifts round \(translation.rounding.explanation)"))
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
