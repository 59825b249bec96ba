import GraphIR
import OrderedCollections
import Passes
import Support

/// How often an operator occurs, as a reader sees it.
public struct OperatorCount: Sendable, Hashable {
  public var name: String
  public var count: Int

  /// The functions in which it does.
  public var functions: [String]
}

extension Session {

  /// How often each operator occurs in the program, and in which functions.
  public var operatorCounts: [OperatorCount] { program?.operatorCounts ?? [] }

}

extension Program {

  fileprivate var operatorCounts: [OperatorCount] {
    let homes = Homes(module)
    var counts: OrderedDictionary<String, (Int, OrderedSet<String>)> = [:]
    for id in module.reachable {
      guard let op = module[id].op else { continue }
      counts[op.name, default: (0, [])].0 += 1
      counts[op.name]?.1.append(homes[id] ?? "main")
    }
    return counts.map { OperatorCount(name: $0, count: $1.0, functions: Array($1.1)) }
  }

}
