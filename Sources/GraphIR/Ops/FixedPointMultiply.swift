import Diagnostics
import Tensors

/// Multiplies integers by a number that is given in fixed point.
///
///     result = (data · multiplier · 2^shift + 2^30) >> 31, in 64 bits
///
/// with a shift below 0 as so many more places to the right, rounded there.
/// - Source: Relay 0.0.5 `fixed_point_multiply`, which TVM lowers to `q_multiply_shift` with 31
///   fractional bits: halves are rounded up.
public enum FixedPointMultiply {

  public static let multiplier = AttributeKey(
    "multiplier", default: 0, "the number in [0.5, 1) with 31 fractional bits")
  public static let shift = AttributeKey(
    "shift", default: 0, "the power of two that the number is multiplied by")

  public static let op = Op(
    "fixed_point_multiply", "the product with a number in fixed point, halves rounded up",
    operands: ["data: int32"], attributes: [multiplier, shift], traits: .wraps,
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 1 ... 1)
      let data = try input.tensor(0)
      guard data.element == .int32 else { throw .refused(data.element, "int32") }
      let (multiplier, shift) = (input.attributes[multiplier], input.attributes[shift])
      guard Int(Int32.min) ... Int(Int32.max) ~= multiplier else {
        throw .error("`multiplier` is \(multiplier), expected a number of 32 bits")
      }
      guard -31 ... 31 ~= shift else { throw .error("`shift` is \(shift), expected -31 to 31") }
      return .tensor(data)
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let data = try operands.tensor(0)
      let (factor, shift) = (Int64(attributes[multiplier]), attributes[shift])
      let places = Int64(31 + max(0, -shift))
      return try tensorValue { () throws(TensorError) in
        let products = data.ints.map { value in
          let wide = (Int64(value) << Int64(max(0, shift))) &* factor
          return Int((wide &+ (1 << (places - 1))) >> places)
        }
        return try Tensor(.int32, data.shape, ints: products)
      }
    })

}
