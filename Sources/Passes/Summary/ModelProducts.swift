import GraphIR
import Support

/// The multiply-accumulates of a model as it was loaded, and which accelerator has how many of them.
///
/// Passes make products of more elements, many of them zeros: a convolution of groups becomes one of
/// all channels. Here each counts for what the node of the model has that it was made from; one that
/// was made from none, such as a convolution in place of a mean, counts for nothing.
public struct ModelProducts: Sendable, Hashable {

  public private(set) var total = 0

  /// What accelerators have, by their name.
  public private(set) var offloaded: [String: Int] = [:]

  init() {}

  /// A product of the program as it is: what it adds up, and the accelerator that has it.
  struct Product {
    var id: ID<Node>
    var count: Int
    var target: String?
  }

  /// - Cost: O(products × the nodes that each was made from).
  init(_ products: [Product], in module: GraphModule) {
    var shares: [ID<Node>: (all: Double, targets: [String: Double])] = [:]
    var origins = ProductOrigins(module)
    for product in products {
      for origin in origins.origins(of: product.id) {
        let count = Double(product.count)
        shares[origin, default: (0, [:])].all += count
        if let target = product.target {
          shares[origin]?.targets[target, default: 0] += count
        }
      }
    }
    for (origin, share) in shares {
      let count = module.multiplyAccumulates(of: origin) ?? 0
      total = capped(total, count)
      for (target, part) in share.targets {
        let own = part == share.all ? count : Int(Double(count) * (part / share.all))
        offloaded[target] = capped(offloaded[target] ?? 0, own)
      }
    }
  }

  /// What `target` has of them, or all accelerators together.
  public func offloaded(to target: String? = nil) -> Int {
    guard let target else { return offloaded.values.reduce(0, capped) }
    return offloaded[target] ?? 0
  }

}

/// Finds the products that nodes were made from.
private struct ProductOrigins {

  private let module: GraphModule

  /// For each node the last one that was asked for from which it was come to, by index.
  private var visits: [Int32]

  init(_ module: GraphModule) {
    self.module = module
    visits = Array(repeating: -1, count: module.nodes.count)
  }

  /// The nodes with products that `id` was made from, or is, and that were made from nothing.
  mutating func origins(of id: ID<Node>) -> [ID<Node>] {
    var found: [ID<Node>] = []
    var stack = [id]
    while let next = stack.popLast() {
      guard visits[Int(next.index)] != id.index else { continue }
      visits[Int(next.index)] = id.index
      let parents = module[next].origin.parents
      if parents.isEmpty, module.multiplyAccumulates(of: next) != 0 { found.append(next) }
      stack += parents
    }
    return found
  }

}
