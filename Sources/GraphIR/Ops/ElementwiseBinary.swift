import Tensors

/// Further operators on the elements of two tensors.
enum ElementwiseBinary {

  static let ops: [Op] = table.map { Arithmetic.op($0, $1, $2) }

  private static let table: [(String, String, BinaryFunction)] = [
    ("bitwise_and", "the bits that both have", .and),
    ("bitwise_or", "the bits that one has", .or),
    ("bitwise_xor", "the bits that exactly one has", .exclusiveOr),
    ("floor_divide", "the quotient rounded down", .floorDivide),
    ("floor_mod", "the remainder with the sign of the divisor", .modulo),
    ("mod", "the remainder with the sign of the dividend", .remainder),
    ("power", "the first to the power of the second", .power),
  ]

}
