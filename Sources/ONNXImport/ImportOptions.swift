/// What the file of a model leaves open and its user decides.
public struct ImportOptions: Sendable, Hashable {

  /// The extents of symbolic dimensions by name, such as `["N": 1]`.
  public var bindings: [String: Int]

  /// The shapes of inputs by name; they are stronger than the file and `bindings`.
  public var inputShapes: [String: [Int]]

  public init(bindings: [String: Int] = [:], inputShapes: [String: [Int]] = [:]) {
    self.bindings = bindings
    self.inputShapes = inputShapes
  }

}
