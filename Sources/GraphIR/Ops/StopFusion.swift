import Diagnostics

/// Tells a compiler not to fuse across an edge; the value passes through.
///
/// - Source: Relay 0.0.5 `annotation.stop_fusion`.
public enum StopFusion {

  public static let op = Op(
    "annotation.stop_fusion", "`data`, across which nothing is fused", operands: ["data"],
    traits: .view,
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 1 ... 1)
      return input.types[0]
    },
    evaluate: { operands, _ throws(Diagnostic) in
      guard let value = operands.first else { throw .error("operand 0 is missing") }
      return value
    })

}
