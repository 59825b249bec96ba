public import Tensors

/// What the file of a model leaves open and its user decides.
public struct ImportOptions: Sendable {

  /// The extents of symbolic dimensions by name, such as `["N": 1]`.
  public var bindings: [String: Int]

  /// The shapes of inputs by name; they are stronger than the file and `bindings`.
  public var inputShapes: [String: [Int]]

  /// Inputs that become constants, for models whose shapes depend on the values of inputs.
  public var constants: [String: Tensor]

  /// What inputs will be given, as far as it is known: an input whose value the model must know when
  /// it is loaded becomes a constant, the others stay inputs.
  public var values: [String: Tensor]

  /// Whether external data may lie outside of the folder of the model.
  public var allowsDataAnywhere = false

  /// Files beside the model that were read before, by their paths; others are opened.
  public var dataFiles: [String: SharedFile] = [:]

  /// How many iterations a loop may have, as each becomes nodes of its own.
  public var loopLimit: Int

  /// How many iterations a loop may have where nobody says it.
  public static let usualLoopLimit = 1024

  public init(
    bindings: [String: Int] = [:], inputShapes: [String: [Int]] = [:],
    constants: [String: Tensor] = [:], values: [String: Tensor] = [:],
    loopLimit: Int = usualLoopLimit
  ) {
    self.bindings = bindings
    self.inputShapes = inputShapes
    self.constants = constants
    self.values = values
    self.loopLimit = loopLimit
  }

}
