public import GraphIR
import OrderedCollections
public import Support

/// Where the operators of a program are computed.
public struct ProgramPlaces: Sendable {

  /// Where a node is computed.
  public enum Place: Sendable, Hashable {
    case host

    /// On an accelerator, as the annotations or the decisions so far have it.
    case planned(target: String)

    /// In the region of that name.
    case region(String, target: String)

    /// In a region of that name, which a pass of its target left in the graph.
    case left(region: String, target: String)
  }

  /// The operators that `program` reaches, dependencies first.
  public let operators: [ID<Node>]

  /// For each node inside of a composite, the call of the composite.
  let applications: IDTable<Node, ID<Node>>

  /// What is not on the host.
  private var places: IDTable<Node, Place>

  /// - Cost: O(nodes).
  public init(_ program: Program) { self.init(program, program.module.reachable) }

  /// - Parameter reachable: the nodes that functions of `program` reach.
  init(_ program: Program, _ reachable: [ID<Node>]) {
    let module = program.module
    places = IDTable(count: module.nodes.count)
    operators = reachable.filter { module.isOperator($0) }
    applications = module.applications(among: reachable)
    let isPartitioned = module.functions.values.contains { $0.attributes["Compiler"] != nil }
    let isAnnotated = reachable.contains { module[$0].side != nil }
    if isPartitioned { placeRegions(of: program) }
    if isAnnotated {
      placeAnnotated(in: module)
    } else if !isPartitioned {
      for id in operators {
        places[id] = program.plannedTarget(of: id, applications[id]).map { .planned(target: $0) }
      }
    }
  }

  public subscript(id: ID<Node>) -> Place { places[id] ?? .host }

  private mutating func placeRegions(of program: Program) {
    var walk = GraphWalk(program.module)
    for (name, function) in program.module.functions {
      guard let target = function.attributes.text("Compiler") else { continue }
      let place: Place =
        program.leftInGraph.contains(name)
        ? .left(region: name, target: target) : .region(name, target: target)
      for id in walk.postorder(of: function) { places[id] = place }
    }
  }

  private mutating func placeAnnotated(in module: GraphModule) {
    for function in module.openFunctions {
      guard let regions = try? AnnotatedRegions(function, in: module) else { continue }
      for id in operators {
        guard let region = regions.region(of: applications[id] ?? id) else { continue }
        let target = regions.regions[region].target
        if target != Annotation.host { places[id] = .planned(target: target) }
      }
    }
  }

}

extension ProgramPlaces.Place {
  /// The accelerator that computes it; nil for the host.
  public var target: String? {
    switch self {
    case .host, .left: nil
    case .planned(let target), .region(_, let target): target
    }
  }
}

extension GraphModule {

  /// Whether `id` computes something: a call that is no mark.
  public func isOperator(_ id: ID<Node>) -> Bool { self[id].isOperator }

  /// For each node inside of a composite, the call of it.
  fileprivate func applications(among nodes: [ID<Node>]) -> IDTable<Node, ID<Node>> {
    var applications = IDTable<Node, ID<Node>>(count: self.nodes.count)
    for id in nodes where self[id].form == .apply {
      guard self[id].operandCount > 0, case let callee = self[id].operand(0),
        let function = self[callee].function, function.attributes["Composite"] != nil
      else { continue }
      for member in members(of: function) { applications[member] = id }
    }
    return applications
  }

  /// What a composite computes, its parameters left out.
  private func members(of function: Function) -> [ID<Node>] {
    var seen = Set(function.parameters)
    var members: [ID<Node>] = []
    var stack = [function.body]
    while let id = stack.popLast() {
      guard seen.insert(id).inserted else { continue }
      members.append(id)
      stack += dependencies(of: id)
    }
    return members
  }

}

extension Program {

  /// The target that has taken `id` by what was decided; nil if none has.
  fileprivate func plannedTarget(of id: ID<Node>, _ application: ID<Node>?) -> String? {
    let own = decisions[id] ?? []
    let last = own.indices.last { own[$0].verdict == .taken && own[$0].reason.code.places }
    guard let taken = last.map({ own[$0] }) else { return nil }
    if taken.reason.code == .composite, application == nil { return nil }
    let calls = application.flatMap { decisions[$0] } ?? []
    let isLeft = (own + calls).contains {
      $0.verdict == .refused && $0.target == taken.target && $0.reason.code.overrules
    }
    return isLeft ? nil : taken.target
  }

}

extension Decision.Code {

  /// Whether a node that is taken for this goes to a target.
  fileprivate var places: Bool {
    switch self {
    case .composite, .alone, .pinned: true
    default: false
    }
  }

  /// Whether a refusal for this holds although a pattern has taken the node.
  fileprivate var overrules: Bool {
    switch self {
    case .alias, .excluded, .notLowered, .tooSmall, .costly: true
    default: false
    }
  }

}
