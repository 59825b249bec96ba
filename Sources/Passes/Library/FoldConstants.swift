public import Diagnostics
import GraphIR

/// Evaluates what depends on constants alone.
///
/// What dequantizes a constant stays, because `lower-qdq` reads the integers behind it.
/// - After: no operator but `qnn.dequantize` has constants for all its operands.
public struct FoldConstants: Pass {

  public static let info = PassInfo(
    "fold-constants", "evaluate what depends on constants alone")

  public init(_ options: PassOptions) throws(Diagnostic) {}

  public func run(on program: inout Program, in context: inout PassContext) throws(Diagnostic) {
    try program.evaluateConstants(as: Self.info.name, in: context)
  }

}
