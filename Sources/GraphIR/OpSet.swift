extension Op {

  /// Every operator, in the order of the reference.
  public static let all: [Op] = []

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  /// The operator spelled `name`.
  public static func named(_ name: String) -> Op? { byName[name] }

}
