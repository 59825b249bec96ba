import Diagnostics

/// Marks where a region of an accelerator begins and ends; the value passes through.
///
/// - Source: Relay 0.0.5 `annotation.compiler_begin`, `annotation.compiler_end`.
public enum CompilerAnnotation {

  public static let compiler = AttributeKey("compiler", default: "", "the accelerator")

  public static let begin = op("annotation.compiler_begin", "`data`, entering a region")
  public static let end = op("annotation.compiler_end", "`data`, leaving a region")

  /// Which side of a region a mark is on.
  public enum Side: Sendable, Hashable { case begin, end }

  static let ops = [begin, end]

  private static func op(_ name: String, _ summary: String) -> Op {
    Op(
      name, summary, operands: ["data"], attributes: [compiler], traits: .annotation,
      infer: { input throws(Diagnostic) in
        try input.expect(operands: 1 ... 1)
        return input.types[0]
      },
      evaluate: { operands, _ throws(Diagnostic) in
        guard let value = operands.first else { throw .error("operand 0 is missing") }
        return value
      })
  }

}

extension CompilerAnnotation.Side {
  /// - Returns: nil for an operator that is no mark.
  init?(_ op: Op) {
    guard op.has(.annotation) else { return nil }
    switch op {
    case CompilerAnnotation.begin: self = .begin
    case CompilerAnnotation.end: self = .end
    default: return nil
    }
  }
}
