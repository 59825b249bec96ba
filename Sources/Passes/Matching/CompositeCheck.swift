public import Diagnostics
public import GraphIR
import OrderedCollections
import Support

/// Asks an accelerator whether its instructions compute what a pattern of it takes.
public struct CompositeCheck: Sendable {

  /// The name of the region that is asked for.
  public static let region = "composite"

  /// Lowers the region of a module, which computes one composite and nothing else; its errors are why
  /// that can not be.
  public typealias Trial = @Sendable (GraphModule) throws(Diagnostic) -> Void

  private let lower: Trial

  public init(trying lower: @escaping Trial) { self.lower = lower }

  /// Why the composite `name` of `group` can not be computed; nil where it can.
  func refusal(of group: Group, as name: String, in module: GraphModule) -> Refusal? {
    guard let region = group.region(computing: name, in: module) else { return nil }
    do throws(Diagnostic) {
      try lower(region)
      return nil
    } catch {
      // Who asks sees by itself that the user wants to stop.
      return error.failure == .command ? Refusal(error.message, at: error.cause) : nil
    }
  }

}

extension Group {

  /// A module with a region that computes this as the composite `name` and nothing else; nil where
  /// it has functions inside.
  /// - Cost: O(members).
  fileprivate func region(computing name: String, in module: GraphModule) -> GraphModule? {
    let hasFunctions = members.contains {
      [.function, .global, .apply, .conditional, .binding].contains(module[$0].form)
    }
    if hasFunctions { return nil }
    var region = GraphModule()
    let origin = Origin(sources: [], pass: MergeComposite.info.name, parents: [])
    func add(_ kind: Node.Kind, _ operands: [ID<Node>], _ type: ValueType?) -> ID<Node> {
      region.insert(Node(kind, operands, type: type, origin: origin))
    }
    var names: [ID<Node>: ID<Node>] = [:]
    var parameters: [ID<Node>] = []
    var arguments: [ID<Node>] = []
    for (index, input) in inputs.enumerated() {
      let node = module[input]
      let parameter = add(.variable("in\(index)"), [], node.type)
      names[input] = parameter
      parameters.append(parameter)
      arguments.append(
        add(node.constant == nil ? .variable("x\(index)") : node.kind, [], node.type))
    }
    for id in members {
      let node = module[id]
      names[id] = add(node.kind, node.operands.map { names[$0] ?? $0 }, node.type)
    }
    var composite = Function(parameters: parameters, body: names[root] ?? root)
    composite.attributes["Composite"] = .text(name)
    let literal = add(.function(composite), [], nil)
    let call = add(.apply, [literal] + arguments, module[root].type)
    let open = arguments.filter { region[$0].constant == nil }
    region.functions[CompositeCheck.region] = Function(parameters: open, body: call)
    return region
  }

}
