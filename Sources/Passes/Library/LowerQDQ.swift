public import Diagnostics
import GraphIR
import OrderedCollections
import Support
import Tensors

/// Turns arithmetic between `qnn.dequantize` and `qnn.quantize` into arithmetic on the integers
/// themselves.
///
/// Sums become data by a shift where the ratio of their scales is a power of two, and by a product
/// and a shift where the accelerator multiplies. Zero points go into the constants that are added.
/// Other changes of scale stay `qnn.requantize`, which the host computes.
///
/// What an accelerator takes in floats, and none before it in integers, is computed in floats
/// between the two instead, with constants of floats.
/// - Before: a model that was quantized when it was written.
/// - After: products of integers; floats only where an operator has no form on integers, or where
///   an accelerator computes in floats.
public struct LowerQDQ: Pass {

  public static let info = PassInfo(
    "lower-qdq", "compute a model that is quantized already in its integers",
    options: [roundingOption, approximate])

  private static let roundingOption = Rounding.option(default: .even)

  /// What is done to scales.
  public static let approximate = PassOption(
    "approximate", default: Approximation.none,
    "what is done to scales so that every change of one is a shift")

  public static func isDefault(for model: ModelFacts) -> Bool { model.isQuantized }

  private let rounding: Rounding
  private let approximation: Approximation

  public init(_ options: PassOptions) throws(Diagnostic) {
    rounding = options[Self.roundingOption]
    approximation = options[Self.approximate]
  }

  public func run(on program: inout Program, in context: inout PassContext) throws(Diagnostic) {
    let targets = AnnotationPlan(program, in: context).ordered(context.targets)
    let integers = targets.first { $0.numberKind == .integers }
    let types = integers?.types ?? ComputeTypes()
    if approximation == .powerOfTwo { try approximate(&program, types, in: &context) }
    var kept: [ID<Node>: Decision.Reason] = [:]
    if targets.contains(where: { $0.numberKind == .floats }) {
      kept = try keepFloats(of: &program, in: &context)
      if integers == nil { return }
    }
    var translation = IntegerTranslation(
      as: Self.info.name, of: program.module, for: types, rounding: rounding, calibration: nil,
      keeping: kept, offloads: context.targets.contains { !$0.patterns.isEmpty })
    let counts = try program.translate(&translation, as: Self.info.name, in: context)
    context.report(.note("\(counts) in integers; shifts round \(translation.rounding.explanation)"))
    report(translation, in: &context)
  }

  /// Brings to floats what accelerators take there, and says so.
  /// - Returns: what is to stay so, and why.
  private func keepFloats(
    of program: inout Program, in context: inout PassContext
  ) throws(Diagnostic) -> [ID<Node>: Decision.Reason] {
    let numbers = NumberPlan(of: program, in: context)
    var form = FloatForm(of: program.module, numbers)
    try program.rewrite(as: Self.info.name) { rewriter throws(Diagnostic) in
      try form.run(on: &rewriter, in: context)
    }
    if let reals = numbers.reals, !form.counts.isEmpty || numbers.integers == nil {
      let words = form.counts.map { "\($1) `\($0)`" }.joined(separator: ", ")
      context.report(
        .note(
          "\(words.isEmpty ? "nothing" : words) in \(reals.types.data) for `\(reals.name)`; "
            + "`qnn.quantize` rounds to the nearest, halves to the even number"))
    }
    return form.kept
  }

  /// Makes scales powers of two, and says what that costs.
  private func approximate(
    _ program: inout Program, _ types: ComputeTypes, in context: inout PassContext
  ) throws(Diagnostic) {
    let before = program.module
    var approximation = ScaleApproximation(of: before, for: types)
    try program.rewrite(as: Self.info.name) { rewriter throws(Diagnostic) in
      try approximation.run(on: &rewriter, in: context)
    }
    guard approximation.count > 0 else { return }
    let inputs = try CalibrationInputs(of: before, in: context, atMost: Self.sampleLimit)
    let difference = try OutputDifference(
      before, program.module, on: inputs.samples, in: context)
    let permille = Int((difference.greatest * 1000).rounded(.up))
    context.report(
      .note(
        "\(approximation.count) scales became powers of two: outputs change by up to "
          + "\(permille / 10).\(permille % 10) % of the greatest, \(difference.otherGreatest) of "
          + "\(inputs.samples.count) samples have another greatest element, on \(inputs.origin)"))
  }

  /// How many samples are run to see what an approximation costs.
  private static let sampleLimit = 32

  /// Says how exact the changes of scale are that are no shifts.
  private func report(_ translation: IntegerTranslation, in context: inout PassContext) {
    let changes = translation.changes
    if changes.deviation > 0 {
      let part = Int(min(1 / changes.deviation, 1e6))
      let what = changes.multiplied == 0 ? "sums" : "\(changes.multiplied) changes of scale"
      context.report(
        .note(
          "\(what) by factors and shifts, within 1/\(part) of a step of the real number before "
            + "rounding"))
    }
    if changes.left > 0, translation.offloads,
      let target = context.targets.first(where: { $0.numberKind == .integers })
    {
      context.report(
        .note(
          "\(changes.left) changes of scale are no shifts, and `\(target.name)` multiplies no sums: "
            + "the host computes them"))
    }
  }

}
