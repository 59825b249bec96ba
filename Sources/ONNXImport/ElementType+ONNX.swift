import Diagnostics
import Tensors

extension ElementType {

  /// The type that ONNX gives the number `code`.
  /// - Errors: there is none that is supported; the message names it.
  init(onnx code: Int) throws(Diagnostic) {
    guard let type = Self.byCode[code] else {
      let name = Self.refused[code] ?? "\(code)"
      throw .error("elements of type \(name) are not supported")
    }
    self = type
  }

  private static let byCode: [Int: ElementType] = [
    1: .float32, 2: .uint8, 3: .int8, 4: .uint16, 5: .int16, 6: .int32, 7: .int64, 9: .bool,
    10: .float16, 11: .float64, 12: .uint32, 13: .uint64, 16: .bfloat16, 17: .float8E4M3FN,
    18: .float8E4M3FNUZ, 19: .float8E5M2, 20: .float8E5M2FNUZ, 21: .uint4, 22: .int4,
    23: .float4E2M1, 24: .float8E8M0,
  ]

  private static let refused: [Int: String] = [
    0: "undefined", 8: "string", 14: "complex64", 15: "complex128",
  ]

}
