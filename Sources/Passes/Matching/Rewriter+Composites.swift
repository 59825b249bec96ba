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
    var function = Function(
      parameters: parameters, body: names[group.root] ?? group.root, result: self[group.root].type)
    function.attributes["PartitionedFromPattern"] = .text(signature)
    function.makeComposite(name, of: target, among: targets)
    let parents = [group.root] + group.members.filter { $0 != group.root }
    let result = self[group.root].type
    let types = parameters.compactMap { self[$0].type }
    let signatureType = result.flatMap { result in
      types.count == parameters.count ? ValueType.function(types, result) : nil
    }
    let call = making(from: parents) { builder in
      let literal = builder.add(.function(function), type: signatureType)
      return builder.add(.apply, [literal] + group.inputs, type: result)
    }
    replace(group.root, by: call, rule: name)
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
