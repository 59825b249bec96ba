import GraphIR
import OrderedCollections
import Support

/// The nodes of functions that patterns are tried on, dependencies first; composites that have been
/// merged are closed.
struct OpenNodes {

  let order: [ID<Node>]

  /// For each node, who of `order` reads it, in order; by index of the node.
  let readers: [[ID<Node>]]

  /// For each operator the places of its calls in `order`.
  private let places: [String: [Int]]

  /// - Cost: O(nodes + operands).
  init(_ module: GraphModule, of functions: [Function]) {
    order = functions.flatMap { module.openNodes(of: $0) }
    readers = module.readers(among: order)
    var places: [Op: [Int]] = [:]
    for (place, id) in order.enumerated() {
      if let op = module[id].op { places[op, default: []].append(place) }
    }
    self.places = Dictionary(uniqueKeysWithValues: places.map { ($0.name, $1) })
  }

  /// The calls of operators, in order.
  func calls(of ops: Set<String>) -> [ID<Node>] {
    let found = ops.compactMap { places[$0] }
    return (found.count > 1 ? found.joined().sorted() : found.first ?? []).map { order[$0] }
  }

  func hasCalls(of op: String) -> Bool { places[op] != nil }

}

extension Pattern {

  /// The operators that what this matches can be a call of.
  var rootOps: Set<String> { Set(alternatives.compactMap(\.op)) }

}

extension GraphModule {

  /// For each node, who of `order` reads it, in order; by index of the node.
  func readers(among order: [ID<Node>]) -> [[ID<Node>]] {
    var readers = [[ID<Node>]](repeating: [], count: nodes.count)
    for id in order {
      for operand in dependencies(of: id) { readers[Int(operand.index)].append(id) }
    }
    return readers
  }

}
