public import GraphIR
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

  public var name: String

  /// The shape on the host: `N C H W` or `N C`; for constants what the node has.
  public var shape: [Int]

  /// The memory whose elements it consists of.
  public var memory: String

  /// One extent for each axis, in elements of the memory.
  public var extents: [Int]

  /// How to make it; `nil` for what the program computes or is given.
  public var recipe: Recipe?

  public var origins: [ID<Node>]

  public init(
    _ name: String, shape: [Int], memory: String, extents: [Int], recipe: Recipe? = nil,
    origins: [ID<Node>]
  ) {
    self.name = name
    self.shape = shape
    self.memory = memory
    self.extents = extents
    self.recipe = recipe
    self.origins = origins
  }

  /// The number of elements of the memory.
  public var count: Int { extents.reduce(1, *) }

}

extension TileValue: CustomStringConvertible {
  public var description: String {
    let form = "\(memory)[\(extents.map(String.init).joined(separator: ", "))]"
    let shape = "[\(shape.map(String.init).joined(separator: ", "))]"
    guard let recipe else { return "value \(name): \(form) of \(shape)" }
    return "const \(name): \(form) of \(shape) = \(recipe)"
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
