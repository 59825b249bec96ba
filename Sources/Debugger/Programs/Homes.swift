import GraphIR
import OrderedCollections
import Support

/// For each node that a function of a graph reaches, the first function that does.
struct Homes {

  let names: [String]

  /// By index of the node, the place among the names; -1 for what no function reaches.
  private var places: [Int32]

  init(_ module: GraphModule) {
    names = Array(module.functions.keys)
    places = [Int32](repeating: -1, count: module.nodes.count)
    for (place, function) in module.functions.values.enumerated() {
      var stack = function.parameters + [function.body]
      while let id = stack.popLast() {
        guard places[Int(id.index)] < 0 else { continue }
        places[Int(id.index)] = Int32(place)
        module.forEachDependency(of: id) { stack.append($0) }
      }
    }
  }

  /// The place of the function among the names; nil as below.
  func place(of id: ID<Node>) -> Int? {
    let index = Int(id.index)
    guard places.indices.contains(index), places[index] >= 0 else { return nil }
    return Int(places[index])
  }

  /// The name of the function; nil also for a node that the graph does not have.
  subscript(id: ID<Node>) -> String? {
    place(of: id).map { names[$0] }
  }

}
