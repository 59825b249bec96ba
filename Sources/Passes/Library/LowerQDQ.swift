public import Diagnostics
import GraphIR
import OrderedCollections
import Support
import Tensors

/// Turns arithmetic between `qnn.dequantize` and `qnn.quantize` into arithmetic on the integers
/// themselves.
///
/// Where scales are powers of two and zero points are 0, sums become data by a shift, as an
/// accelerator computes it. Other changes of scale stay `qnn.requantize`, which the host computes.
/// - Before: a model that was quantized when it was written.
/// - After: products of integers; floats only where an operator has no form on integers.
public struct LowerQDQ: Pass {

  public static let info = PassInfo(
    "lower-qdq", "compute a model that is quantized already in its integers",
    options: [Rounding.option])

  public static func isDefault(for model: ModelFacts) -> Bool { model.isQuantized }

  private let rounding: Rounding

  public init(_ options: PassOptions) throws(Diagnostic) {
    rounding = options[Rounding.option]
  }

  public func run(on program: inout Program, in context: inout PassContext) throws(Diagnostic) {
    let types = context.targets.first?.types ?? ComputeTypes()
    var translation = IntegerTranslation(
      as: Self.info.name, of: program.module, for: types, rounding: rounding, calibration: nil)
    let counts = try program.translate(&translation, as: Self.info.name, in: context)
    context.report(.note("\(counts) in integers; shifts round \(rounding.explanation)"))
  }

}
