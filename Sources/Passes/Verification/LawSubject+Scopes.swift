import GraphIR
import OrderedCollections
import Support

extension LawSubject {

  /// The first variable that a function of the program reads and nothing binds.
  var unbound: Finding? {
    var scopes = Scopes(self)
    for (name, function) in module.functions {
      guard let use = scopes.freeUses(of: function).first else { continue }
      return Finding(
        use.reader,
        "`@\(name)` reads \(describe(use.variable)) (\(use.variable)), which nothing binds there")
    }
    return nil
  }

  /// The first composite that reads a variable of what is around it.
  var openComposite: Finding? {
    guard !composites.isEmpty else { return nil }
    let scopes = Scopes(self)
    for (id, name, _) in composites {
      guard let use = scopes.free[id]?.first else { continue }
      return Finding(
        use.reader, "composite `\(name)` reads \(describe(use.variable)), which is not its own")
    }
    return nil
  }

}

/// What function literals read of what is around them.
private struct Scopes {

  /// A variable and a node that reads it.
  struct Use {
    var variable: ID<Node>
    var reader: ID<Node>
  }

  /// For each function literal.
  private(set) var free: [ID<Node>: [Use]] = [:]

  private let module: GraphModule

  /// The scope that a node was visited in last; by index of the node.
  private var visits: [Int32]
  private var scope: Int32 = 0

  init(_ subject: LawSubject) {
    module = subject.module
    visits = [Int32](repeating: 0, count: subject.module.nodes.count)
    // Literals inside of a literal come before it.
    for id in subject.reached {
      if let function = module[id].function { free[id] = freeUses(of: function) }
    }
  }

  /// The variables that `function` reads and does not bind, each with one reader.
  /// - Cost: O(nodes of its own), literals inside of it not entered.
  mutating func freeUses(of function: Function) -> [Use] {
    scope += 1
    var bound = Set(function.parameters)
    var uses: [Use] = []
    var stack = [Use(variable: function.body, reader: function.body)]
    while let entry = stack.popLast() {
      let id = entry.variable
      guard visits[Int(id.index)] != scope else { continue }
      visits[Int(id.index)] = scope
      switch module[id].form {
      case .variable: uses.append(entry)
      case .function: uses += free[id] ?? []
      case .binding:
        bound.insert(module[id].operand(0))
        for place in 1 ..< module[id].operandCount {
          stack.append(Use(variable: module[id].operand(place), reader: id))
        }
      default:
        for place in 0 ..< module[id].operandCount {
          stack.append(Use(variable: module[id].operand(place), reader: id))
        }
      }
    }
    return uses.filter { !bound.contains($0.variable) }
  }

}
