import GraphIR
import OrderedCollections
import Support

extension Rewriter {

  /// Makes the members of `group` the body of a function that is the composite `name` of `target`,
  /// one of `targets`, and everyone who reads its root read a call of that.
  ///
  /// The members keep their identities; where one is needed outside too, the body gets copies.
  mutating func merge(
    _ group: Group, as name: String, of target: String, among targets: [TargetInterface]
  ) {
    let signature = group.signature(in: module)
    var parameters: [ID<Node>] = []
    for (index, input) in group.inputs.enumerated() {
      let type = self[input].type
      parameters.append(
        making(from: [input]) { builder in
          builder.variable("FunctionVar_\(group.number)_\(index)", type)
        })
    }
    var names = Dictionary(
      uniqueKeysWithValues: zip(group.inputs, parameters))
    for id in group.members { body(id, of: group, &names, rule: name) }
    let body = result(of: group, names)
    var function = Function(parameters: parameters, body: body, result: self[body].type)
    function.attributes["PartitionedFromPattern"] = .text(signature)
    function.makeComposite(name, of: target, among: targets)
    let parents = [group.root] + group.members.filter { $0 != group.root }
    let result = self[body].type
    let types = parameters.compactMap { self[$0].type }
    let signatureType = result.flatMap { result in
      types.count == parameters.count ? ValueType.function(types, result) : nil
    }
    let call = making(from: parents) { builder in
      let literal = builder.add(.function(function), type: signatureType)
      return builder.add(.apply, [literal] + group.inputs, type: result)
    }
    guard !group.outputs.isEmpty else { return replace(group.root, by: call, rule: name) }
    for (index, id) in group.outputs.enumerated() {
      let type = self[id].type
      let field = making(from: [id]) { builder in
        builder.add(.projection(index), [call], type: type)
      }
      replace(id, by: field, rule: name)
    }
  }

  /// What the function gives: its root, or a tuple of all that is read outside.
  private mutating func result(of group: Group, _ names: [ID<Node>: ID<Node>]) -> ID<Node> {
    guard !group.outputs.isEmpty else { return names[group.root] ?? group.root }
    let fields = group.outputs.map { names[$0] ?? $0 }
    let types = fields.compactMap { self[$0].type }
    return making(from: Array(group.outputs)) { builder in
      builder.add(.tuple, fields, type: types.count == fields.count ? .tuple(types) : nil)
    }
  }

  /// Makes `id` read the parameters of the composite in place of its inputs, or a copy of it if the
  /// group shares values with its surroundings.
  private mutating func body(
    _ id: ID<Node>, of group: Group, _ names: inout [ID<Node>: ID<Node>], rule: String
  ) {
    let node = self[id]
    let operands = node.operands.map { names[$0] ?? $0 }
    if group.isShared && node.constant == nil {
      names[id] = making(from: [id]) { builder in
        builder.add(node.kind, operands, type: node.type)
      }
    } else if operands != node.operands {
      setOperands(operands, of: id, rule: rule)
    }
  }

}

extension GraphBuilder {

  /// Adds a node whose type is known.
  mutating func add(
    _ kind: Node.Kind, _ operands: [ID<Node>] = [], type: ValueType?
  ) -> ID<Node> {
    module.insert(Node(kind, operands, type: type, origin: origin))
  }

}
