import Diagnostics
import GraphIR
import Support

extension GraphImporter {

  /// Converts what `outputs` need of `nodes`.
  /// - Errors: the graph is not one that can be ordered; what is not supported becomes a problem.
  mutating func importNodes(_ nodes: [NodeProto], outputs: [String]) throws(Diagnostic) {
    let schedule = try GraphSchedule(nodes, outputs: outputs) { [self] in isKnown($0) }
    for (name, reader) in schedule.missing {
      guard reader >= 0 else { throw .error("nothing makes the output `\(name)`") }
      throw .error(
        "node `\(nodeName(nodes[reader], reader))` reads `\(name)`, which nothing makes")
    }
    var poll = Poll()
    for index in schedule.order {
      try poll.check(after: 1 << 10)
      importNode(nodes[index], index)
    }
    try Interruption.current.check()
    let idle = nodes.count - schedule.order.count
    if idle > 0, depth == 0 {
      notes.insert(.note("\(idle) of \(nodes.count) nodes do nothing for the outputs"))
    }
  }

  private func nodeName(_ node: NodeProto, _ index: Int) -> String {
    prefix + (node.name.isEmpty ? "\(node.opType)_\(index)" : node.name)
  }

  /// Converts one node; what fails becomes a problem, and what reads it is left out silently.
  private mutating func importNode(_ proto: NodeProto, _ index: Int) {
    let name = nodeName(proto, index)
    do throws(Diagnostic) {
      let domain = proto.domain == "ai.onnx" ? "" : proto.domain
      guard isConvertible(proto, domain, name) else { return }
      guard let inputs = try inputs(of: proto) else { return }
      let node = ModelNode(
        proto: proto, name: name, version: opsets[domain] ?? 1, inputs: inputs)
      mark(node, index)
      bind(proto, try convert(node, domain))
    } catch {
      problems.insert(error, op: proto.opType, node: name)
    }
  }

  /// Makes `node` the origin of what is built from now on. What a loop repeats has two: the loop,
  /// and itself under the name of its iteration.
  private mutating func mark(_ node: ModelNode, _ index: Int) {
    if depth == 0 {
      outermost = builder.module.insert(Source(name: node.name, op: node.op, index: index))
      builder.sources = outermost.map { [$0] } ?? []
    } else if isRepeating, let outermost {
      let position = builder.module[outermost].index
      let own = Source(name: node.name, op: node.op, index: position)
      builder.sources = [outermost, builder.module.insert(own)]
    }
  }

  /// The values that a node reads; `nil` if one of them is missing because of another problem.
  private mutating func inputs(of proto: NodeProto) throws(Diagnostic) -> [ID<Node>?]? {
    var result: [ID<Node>?] = []
    for name in proto.input {
      if name.isEmpty || omitted.contains(name) {
        result.append(nil)
      } else if let id = try value(name) {
        result.append(id)
      } else {
        return nil
      }
    }
    return result
  }

  /// Whether the operator of a node is known; if not, that is noted.
  private mutating func isConvertible(_ proto: NodeProto, _ domain: String, _ name: String) -> Bool
  {
    let key = Conversion.Key(domain: domain, op: proto.opType)
    if functions[key] != nil || Conversion.all[key] != nil { return true }
    let set = domain.isEmpty ? "version \(opsets[domain] ?? 1)" : "domain `\(domain)`"
    problems.insertUnknown("`\(proto.opType)` (\(set))", node: name)
    return false
  }

  /// The values of the outputs.
  private mutating func convert(
    _ node: ModelNode, _ domain: String
  ) throws(Diagnostic) -> [ID<Node>] {
    let key = Conversion.Key(domain: domain, op: node.op)
    if let function = functions[key] { return try expand(function, node) }
    var node = node
    if domain.isEmpty, let form = OldForm.all[node.op], node.version <= form.last {
      node = try form.rewrite(&self, node)
    }
    return try Conversion.all[key]?.convert(&self, node) ?? []
  }

  /// An output that the conversion did not give is a problem where something reads it.
  private mutating func bind(_ proto: NodeProto, _ outputs: [ID<Node>]) {
    for (name, id) in zip(proto.output, outputs) where !name.isEmpty { values[name] = id }
  }

  /// The values of the outputs of a call of a function of the model.
  private mutating func expand(
    _ function: FunctionProto, _ node: ModelNode
  ) throws(Diagnostic) -> [ID<Node>] {
    try functionSizes.expectFinite(Conversion.Key(domain: function.domain, op: function.name))
    var attributes = Dictionary(
      function.attributeProto.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    for attribute in node.proto.attribute { attributes[attribute.name] = attribute }
    var scope: [String: ID<Node>] = [:]
    for (name, input) in zip(function.input, node.inputs) { scope[name] = input }
    let omitted = Set(function.input).subtracting(scope.keys)
    let nodes = function.node.map { $0.resolving(attributes) }
    return try nested(scope, [:], node.name) { (inner) throws(Diagnostic) in
      let outer = (inner.opsets, inner.omitted)
      (inner.opsets, inner.omitted) = (Self.versions(function.opsetImport), omitted)
      defer { (inner.opsets, inner.omitted) = outer }
      try inner.importNodes(nodes, outputs: function.output)
      return try inner.collect(function.output)
    }
  }

  /// The values of the outputs of a graph in an attribute, which sees all names around it.
  /// - Parameters:
  ///   - arguments: the values of names that are the graph's own, such as its inputs.
  ///   - iteration: which one it is of a loop.
  mutating func importGraph(
    _ graph: GraphProto, _ node: ModelNode, arguments: [String: ID<Node>] = [:],
    iteration: Int? = nil
  ) throws(Diagnostic) -> [ID<Node>] {
    let name = iteration.map { "\(node.name)/\($0)" } ?? node.name
    return try nested(values, initializers, name) { (inner) throws(Diagnostic) in
      let outer = inner.isRepeating
      inner.isRepeating = outer || iteration != nil
      defer { inner.isRepeating = outer }
      for tensor in graph.initializer { inner.values[tensor.name] = nil }
      inner.add(graph.initializer)
      for (name, value) in arguments { inner.values[name] = value }
      let outputs = graph.output.map(\.name)
      try inner.importNodes(graph.node, outputs: outputs)
      return try inner.collect(outputs)
    }
  }

  /// The constants that `graph`, which a loop repeats, has of its own: they are made once.
  mutating func constants(
    of graph: GraphProto, _ node: ModelNode
  ) throws(Diagnostic) -> [String: ID<Node>] {
    let nodes = graph.node.filter(\.isConstant)
    let names = graph.initializer.map(\.name) + nodes.flatMap(\.output)
    var result: [String: ID<Node>] = [:]
    _ = try nested(values, initializers, node.name) { (inner) throws(Diagnostic) in
      for name in names { inner.values[name] = nil }
      inner.add(graph.initializer)
      try inner.importNodes(nodes, outputs: names)
      // What a problem took away is missing where it is read.
      for name in names { result[name] = try inner.value(name) }
      return []
    }
    return result
  }

  /// What `body` gives in a scope of its own.
  private mutating func nested(
    _ scope: [String: ID<Node>], _ tensors: [String: Initializer], _ name: String,
    _ body: (inout GraphImporter) throws(Diagnostic) -> [ID<Node>]
  ) throws(Diagnostic) -> [ID<Node>] {
    guard depth < Self.depthLimit else { throw .tooDeep }
    let outer = (values, initializers, prefix, builder.sources)
    (values, initializers, prefix) = (scope, tensors, name + "/")
    depth += 1
    defer {
      (values, initializers, prefix, builder.sources) = outer
      depth -= 1
    }
    return try body(&self)
  }

}

extension NodeProto {

  /// Whether the node reads nothing and gives what stands in it.
  var isConstant: Bool {
    opType == "Constant" && ["", "ai.onnx"].contains(domain) && input.isEmpty
  }

  /// The node with the values of the parameters that its attributes refer to; an attribute whose
  /// parameter was not given is left out.
  fileprivate func resolving(_ parameters: [String: AttributeProto]) -> NodeProto {
    var copy = self
    copy.attribute = attribute.compactMap { attribute in
      guard !attribute.refAttrName.isEmpty else { return attribute }
      guard var value = parameters[attribute.refAttrName] else { return nil }
      value.name = attribute.name
      return value
    }
    return copy
  }

}
