extension Op {

  /// One line for each file of `Ops`, in alphabetical order: `[Name.op],` or `Name.ops,`.
  private static let units: [[Op]] = [
    Arithmetic.ops,
    [BatchFlatten.op],
    [BatchNorm.op],
    [BiasAdd.op],
    [Cast.op],
    [Clip.op],
    [Dequantize.op],
    [Elementwise.copy, Elementwise.relu],
    ElementwiseUnary.ops,
    [Quantize.op],
    [Requantize.op],
    [Reshape.op],
  ]

  /// Every operator, in the order of the reference.
  public static let all: [Op] = units.flatMap { $0 }.sorted { $0.name < $1.name }

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  /// The operator spelled `name`.
  public static func named(_ name: String) -> Op? { byName[name] }

}
