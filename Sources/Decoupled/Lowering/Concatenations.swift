import Diagnostics
import GraphIR
import Passes
import Support
import Tensors

/// Where the parts of the concatenations of a region lie.
///
/// Channels lie in blocks one behind the other, so that a part is a place in the whole: what
/// computes it writes it there, and nothing is copied. What has a place already, such as what comes
/// in or goes out, or a part of something else, is copied to it.
///
/// - Errors: a concatenation that is no sequence of blocks, with the node.
struct Concatenations {

  /// The concatenations, each before those that are parts of it.
  private(set) var order: [ID<Node>] = []

  /// For what is computed in place, what it is a part of, and its first block there.
  private(set) var places: [ID<Node>: (whole: ID<Node>, block: Int)] = [:]

  /// For each concatenation, the parts that are copied.
  private(set) var copies: [ID<Node>: [(field: ID<Node>, block: Int)]] = [:]

  private let module: GraphModule
  private let block: Int

  /// - Parameter nodes: those of `function` that are in no composite, dependencies first.
  init(
    _ nodes: [ID<Node>], of function: Function, in module: GraphModule, block: Int
  ) throws(Diagnostic) {
    self.module = module
    self.block = block
    let body = module[function.body]
    var results: Set<ID<Node>> = []
    if case .tuple = body.kind { results = Set(body.operands) } else { results = [function.body] }
    results = Set(results.map(origin))
    let known = Set(nodes).subtracting(function.parameters).subtracting(results)
    for id in nodes.reversed() {
      guard let fields = fields(of: id) else { continue }
      order.append(id)
      do throws(Diagnostic) {
        try place(fields, of: id, known)
      } catch {
        throw module.locating(error, at: id)
      }
    }
  }

  private mutating func place(
    _ fields: [ID<Node>], of id: ID<Node>, _ known: Set<ID<Node>>
  ) throws(Diagnostic) {
    let call = callee(id).node
    guard let shape = module[id].type?.tensor?.extents, [2, 4].contains(shape.count) else {
      throw .error("values that are put one behind the other are `N C` or `N C H W`")
    }
    let axis = call.attributes[Concatenate.axis]
    guard axis == 1 || axis + shape.count == 1 else {
      throw .error("only channels can be put one behind the other, found axis \(axis)")
    }
    var start = 0
    copies[id] = []
    for field in fields {
      guard start % block == 0, let type = module[field].type?.tensor?.extents else {
        throw .error("the part before \(field) ends within a block of \(block) channels")
      }
      if known.contains(field), places[field] == nil, origin(field) == field,
        module[field].constant == nil
      {
        places[field] = (id, start / block)
      } else {
        copies[id]?.append((field, start / block))
      }
      start += type[1]
    }
  }

  /// What `id` calls, and what the parameters of it stand for.
  private func callee(_ id: ID<Node>) -> (node: Node, arguments: [ID<Node>: ID<Node>]) {
    let node = module[id]
    guard case .apply = node.kind, let function = module[node.operands[0]].function else {
      return (node, [:])
    }
    let pairs = zip(function.parameters, node.operands.dropFirst())
    return (module[function.body], Dictionary(pairs, uniquingKeysWith: { first, _ in first }))
  }

  /// The values that `id` puts one behind the other; nil if it does something else.
  private func fields(of id: ID<Node>) -> [ID<Node>]? {
    let (node, arguments) = callee(id)
    guard node.op == Concatenate.op, let tuple = node.operands.first,
      case .tuple = module[tuple].kind
    else { return nil }
    return module[tuple].operands.map { arguments[$0] ?? $0 }
  }

  /// The value that `id` is another name of; itself if it is none.
  private func origin(_ id: ID<Node>) -> ID<Node> {
    var id = id
    while true {
      let (node, arguments) = callee(id)
      guard node.op?.has(.view) == true, let operand = node.operands.first else { return id }
      id = arguments[operand] ?? operand
    }
  }

}
