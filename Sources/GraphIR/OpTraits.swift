/// What passes may know of an operator besides its meaning; declared where the operator is.
public struct OpTraits: OptionSet, Sendable, Hashable {

  public let rawValue: UInt16

  public init(rawValue: UInt16) { self.rawValue = rawValue }

  // MARK: What becomes of the elements

  /// Where no element of the first operand is negative, none of the result is.
  public static let keepsSign = OpTraits(rawValue: 1 << 0)

  /// No element of the result is negative, whatever the operands are.
  public static let neverNegative = OpTraits(rawValue: 1 << 1)

  /// Every element of the result is one of the operand: they are moved or chosen, not computed, so
  /// that the same can be done with the integers that stand for them.
  public static let moves: OpTraits = [OpTraits(rawValue: 1 << 2), keepsSign]

  /// The result is the elements of the operand, in their order, under another shape: it needs no
  /// memory of its own.
  public static let view: OpTraits = [OpTraits(rawValue: 1 << 3), moves]

  // MARK: Arithmetic

  /// Patterns may have the two operands the other way round, as in Relay.
  public static let commutative = OpTraits(rawValue: 1 << 4)

  /// A result of integers may lie beyond their type, and then wraps around.
  public static let wraps = OpTraits(rawValue: 1 << 5)

  /// Sums of products of data and weights, linear in both: a convolution or a dense layer.
  public static let product = OpTraits(rawValue: 1 << 6)

  // MARK: Integers that stand for numbers

  /// It says of which scale its integers are: a model with it has been quantized.
  public static let quantized = OpTraits(rawValue: 1 << 7)

  /// It does nothing but change what stands for the numbers.
  public static let rescales: OpTraits = [OpTraits(rawValue: 1 << 8), quantized]

  // MARK: The place in a graph

  /// A mark on an edge, where a region of an accelerator begins or ends; the value passes through.
  public static let annotation: OpTraits = [OpTraits(rawValue: 1 << 9), keepsSign]

  /// It makes, reads or writes a cell, so that it is no function of its operands.
  public static let cellAccess = OpTraits(rawValue: 1 << 10)

}

extension Node {

  /// Whether this is a call of an operator that has all of `traits`.
  public func has(_ traits: OpTraits) -> Bool { op?.has(traits) ?? false }

}

extension Op {

  /// Whether the operator has all of `traits`.
  public func has(_ traits: OpTraits) -> Bool { self.traits.contains(traits) }

}
