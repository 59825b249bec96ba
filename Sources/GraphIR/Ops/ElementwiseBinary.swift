import Tensors

/// Further operators on the elements of two tensors.
public enum ElementwiseBinary {

  public static let bitAnd = Arithmetic.op("bitwise_and", "the bits that both have", .and)
  public static let bitOr = Arithmetic.op("bitwise_or", "the bits that one has", .or)
  public static let bitExclusiveOr = Arithmetic.op(
    "bitwise_xor", "the bits that exactly one has", .exclusiveOr)
  public static let floorDivide = Arithmetic.op(
    "floor_divide", "the quotient rounded down", .floorDivide)
  public static let floorModulo = Arithmetic.op(
    "floor_mod", "the remainder with the sign of the divisor", .modulo)
  public static let remainder = Arithmetic.op(
    "mod", "the remainder with the sign of the dividend", .remainder)
  public static let power = Arithmetic.op("power", "the first to the power of the second", .power)

  static let ops: [Op] = [
    bitAnd, bitOr, bitExclusiveOr, floorDivide, floorModulo, remainder, power,
  ]

}
