public import GraphIR
public import Passes
public import Support

/// A tensor in DRAM, in the packed form that the accelerator's copies take.
public struct TileValue: Sendable, Hashable {

  /// Where the elements of a constant come from: the sum of constant nodes and numbers, spread over
  /// the packed shape.
  public struct Recipe: Sendable, Hashable {

    public enum Term: Sendable, Hashable {
      case node(ID<Node>)
      case number(Int)

      /// One where the indices in a block are equal, and zero elsewhere.
      case identity
    }

    public var terms: [Term]

    public init(_ terms: [Term]) { self.terms = terms }
  }

  /// An axis of a value, which texts know by its name.
  public enum Axis: Sendable {}

  public var name: ValueName

  /// The shape on the host: `N C H W` or `N C`; for constants what the node has.
  public var shape: [Int]

  /// The memory whose elements it consists of.
  public var memory: MemoryName

  /// What its axes are, and their extents in elements of the memory.
  public var axes: [AxisName]
  public var extents: [Int]

  /// - Units: bytes of one element.
  public var elementBytes: Int

  /// How to make it; `nil` for what the program computes or is given.
  public var recipe: Recipe?

  public let origin: Provenance

  public init(
    _ name: ValueName, shape: [Int], memory: MemoryName, axes: [AxisName], extents: [Int],
    elementBytes: Int,
    recipe: Recipe? = nil, origin: Provenance
  ) {
    self.name = name
    self.shape = shape
    self.memory = memory
    self.axes = axes
    self.extents = extents
    self.elementBytes = elementBytes
    self.recipe = recipe
    self.origin = origin
  }

  /// The number of elements of the memory.
  public var count: Int { extents.product }

  /// - Units: bytes in DRAM.
  public var byteCount: Int { (extents + [elementBytes]).product }

}

extension AxisName {
  static let image = AxisName("n")
  static let channels = AxisName("c")
  static let rows = AxisName("y")
  static let columns = AxisName("x")

  /// Of weights: channels of the result, and places in the window.
  static let outputs = AxisName("o")
  static let windowRows = AxisName("r")
  static let windowColumns = AxisName("s")
}

extension [AxisName] {
  /// Of what the program computes or is given.
  static let data: [AxisName] = [.image, .channels, .rows, .columns]
  static let weights: [AxisName] = [.outputs, .channels, .windowRows, .windowColumns]
}

extension TileValue: CustomStringConvertible {
  public var description: String {
    let list = zip(axes, extents).map { "\($0) \($1)" }.joined(separator: ", ")
    let shape = "[\(shape.map(String.init).joined(separator: ", "))]"
    let form = "\(name): \(memory)[\(list)] x \(elementBytes) bytes of \(shape)"
    return recipe.map { "const \(form) = \($0)" } ?? "value \(form)"
  }
}

extension TileValue.Recipe: CustomStringConvertible {
  public var description: String {
    terms.map { term in
      switch term {
      case .node(let id): "\(id)"
      case .number(let number): "\(number)"
      case .identity: "identity"
      }
    }.joined(separator: " + ")
  }
}
