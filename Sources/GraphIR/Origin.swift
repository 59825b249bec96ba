public import Diagnostics
public import Support

/// A node of the model as the user wrote it.
public struct Source: Sendable, Hashable {

  /// The name in the model, or its position, such as `Conv_12`, where it has none.
  public var name: String

  /// The operator in the words of the model's own format.
  public var op: String

  /// The position among the nodes of the model, counted from 0.
  public var index: Int

  /// Where it stands, for models that are texts.
  public var place: Place?

  public init(name: String, op: String, index: Int, place: Place? = nil) {
    self.name = name
    self.op = op
    self.index = index
    self.place = place
  }

}

/// What a value was made from, and by which pass.
public struct Origin: Sendable, Hashable {

  /// The nodes of the model that this stands for, in the order of the model; empty for a value
  /// that stands for none of them.
  public let sources: [ID<Source>]

  /// The name of the pass that made this; `import` for what was read.
  public let pass: String

  /// The nodes of the same module that this was made from.
  public let parents: [ID<Node>]

  /// How many nodes and sources there must be for this to name none but those.
  let leastNodes: Int32
  let leastSources: Int32

  public init(sources: [ID<Source>] = [], pass: String, parents: [ID<Node>] = []) {
    let isOrdered = zip(sources, sources.dropFirst()).allSatisfy { $0 < $1 }
    self.sources = isOrdered ? sources : Set(sources).sorted()
    self.pass = pass
    self.parents = parents
    leastNodes = Self.least(parents.lazy.map(\.index))
    leastSources = Self.least(self.sources.lazy.map(\.index))
  }

  /// How many elements there must be for each of `indices` to be the index of one.
  private static func least(_ indices: some Sequence<Int32>) -> Int32 {
    indices.reduce(0) { least, index in
      index < 0 || index == .max ? .max : max(least, index + 1)
    }
  }

  /// Whether no node of the model stands behind this.
  public var isSynthetic: Bool { sources.isEmpty }

}
