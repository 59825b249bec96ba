import Diagnostics

/// Makes, reads and writes cells; the evaluator keeps what they hold.
///
/// - Source: Relay 0.0.5, the expressions `ref`, `ref_read` and `ref_write`.
public enum ReferenceAccess {

  public static let make = op("ref", "a new cell that holds `value`", ["value"]) {
    types throws(Diagnostic) in .reference(types[0])
  }

  public static let read = op("ref_read", "what `cell` holds", ["cell"]) {
    types throws(Diagnostic) in try content(types[0])
  }

  public static let write = op("ref_write", "makes `cell` hold `value`", ["cell", "value"]) {
    types throws(Diagnostic) in
    _ = try content(types[0])
    return .tuple([])
  }

  static let ops = [make, read, write]

  private static func op(
    _ name: String, _ summary: String, _ operands: [Operand],
    _ result: @escaping @Sendable ([ValueType]) throws(Diagnostic) -> ValueType
  ) -> Op {
    Op(
      name, summary, operands: operands, traits: .cellAccess,
      infer: { input throws(Diagnostic) in
        try input.expect(operands: operands.count ... operands.count)
        return try result(input.types)
      },
      evaluate: { _, _ throws(Diagnostic) in
        throw .error("a cell has no value outside of a run")
      })
  }

  private static func content(_ type: ValueType) throws(Diagnostic) -> ValueType {
    guard case .reference(let content) = type else {
      throw .error("operand 0 must be a reference, not \(type)")
    }
    return content
  }

}
