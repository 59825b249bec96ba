public import OrderedCollections
public import Support

/// The functions of a program over one arena of nodes.
///
/// A module is a value: a copy is a snapshot and costs nothing until one of the two is changed.
/// Nodes are never removed, so an identity names the same node in every later version of the
/// module, and what no function reaches is history.
public struct GraphModule: Sendable {

  public private(set) var nodes = Arena<Node>()

  /// The nodes of the model that this was made from.
  public private(set) var sources = Arena<Source>()

  /// The functions by name, in the order of the text; execution begins at `main`.
  public var functions: OrderedDictionary<String, Function> = [:]

  public init() {}

  @discardableResult
  public mutating func insert(_ node: Node) -> ID<Node> { nodes.insert(node) }

  @discardableResult
  public mutating func insert(_ source: Source) -> ID<Source> { sources.insert(source) }

  public subscript(id: ID<Node>) -> Node {
    @inlinable _read { yield nodes[id] }
    _modify { yield &nodes[id] }
  }

  public subscript(id: ID<Source>) -> Source { sources[id] }

  /// The function `name`, if there is one; a new one comes after the others.
  public subscript(function name: String) -> Function? {
    get { functions[name] }
    set { functions[name] = newValue }
  }

  /// The function at which execution begins.
  public var main: Function? { functions["main"] }

}

extension GraphModule {

  /// The nodes that a node needs: operands, and for a function literal its parameters and body.
  public func dependencies(of id: ID<Node>) -> [ID<Node>] {
    guard nodes[id].form == .function, let function = nodes[id].function else {
      return nodes[id].operands
    }
    return function.parameters + [function.body]
  }

  /// Visits each of the `dependencies` of `id`, in order.
  /// - Cost: that of the visits: no array of them is made for what is no function literal.
  @inlinable public func forEachDependency(of id: ID<Node>, _ visit: (ID<Node>) -> Void) {
    guard nodes[id].form != .function else {
      for other in dependencies(of: id) { visit(other) }
      return
    }
    for place in 0 ..< nodes[id].operandCount { visit(nodes[id].operand(place)) }
  }

  /// The same with the last one first, as a stack takes them.
  @inlinable public func forEachDependencyReversed(of id: ID<Node>, _ visit: (ID<Node>) -> Void) {
    guard nodes[id].form != .function else {
      for other in dependencies(of: id).reversed() { visit(other) }
      return
    }
    var place = nodes[id].operandCount
    while place > 0 {
      place -= 1
      visit(nodes[id].operand(place))
    }
  }

  /// Whether all nodes and the results of all functions have types; also those of nodes that no
  /// function reaches.
  /// - Cost: O(nodes), far less than a walk.
  public var isTyped: Bool {
    functions.values.allSatisfy { $0.result != nil } && nodes.elements.allSatisfy(\.isTyped)
  }

  /// Whether nothing of this and of `other`, of which one is a copy of the other, has changed since.
  /// - Cost: O(nodes), far less than a walk.
  public func isCopy(of other: GraphModule) -> Bool {
    nodes.count == other.nodes.count && sources.count == other.sources.count
      && functions == other.functions
      && zip(nodes.elements, other.nodes.elements).allSatisfy { $0.isCopy(of: $1) }
  }

  /// Every node that `roots` reach, function literals included, dependencies first.
  /// - Cost: O(nodes + operands); no recursion, so any depth will do.
  public func postorder(from roots: [ID<Node>]) -> [ID<Node>] {
    var walk = GraphWalk(self)
    return walk.postorder(from: roots)
  }

  /// Every node of `function`, dependencies first, parameters included even if nothing reads them.
  public func postorder(of function: Function) -> [ID<Node>] {
    postorder(from: function.parameters + [function.body])
  }

  /// Every node that any function reaches, in the order of the functions.
  public var reachable: [ID<Node>] {
    postorder(from: functions.values.flatMap { $0.parameters + [$0.body] })
  }

  /// For each node, who reads it among what is reachable, in order; by index of the node.
  public var readers: [[ID<Node>]] {
    var readers = [[ID<Node>]](repeating: [], count: nodes.count)
    for id in reachable {
      forEachDependency(of: id) { readers[Int($0.index)].append(id) }
    }
    return readers
  }

}
