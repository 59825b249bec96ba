import Diagnostics
import GraphIR
import Support

/// Operators that make the elements along axes one.
enum ReductionConversions {

  static let conversions: [Conversion] =
    [
      plain("ReduceMax", "max", axesAreInputFrom: 18),
      plain("ReduceMean", "mean", axesAreInputFrom: 18),
      plain("ReduceMin", "min", axesAreInputFrom: 18),
      plain("ReduceProd", "prod", axesAreInputFrom: 18),
      plain("ReduceSum", "sum", axesAreInputFrom: 13),
      composed("ReduceL1", before: "abs"),
      composed("ReduceL2", before: "square", after: "sqrt"),
      composed("ReduceSumSquare", before: "square"),
      composed("ReduceLogSum", after: "log"),
      Conversion("ReduceLogSumExp") { graph, node throws(Diagnostic) in
        [try logSumExp(&graph, node)]
      },
    ] + [position("ArgMax", "argmax"), position("ArgMin", "argmin")] + softmaxes

  private static func plain(
    _ op: String, _ name: String, axesAreInputFrom version: Int
  ) -> Conversion {
    Conversion(op) { graph, node throws(Diagnostic) in
      [try reduced(&graph, node, node[0], name, axesAreInputFrom: version)]
    }
  }

  /// A sum of what `before` makes of the elements, and `after` of it.
  private static func composed(
    _ op: String, before: String? = nil, after: String? = nil
  ) -> Conversion {
    Conversion(op) { graph, node throws(Diagnostic) in
      var x = try node[0]
      if before == "square" {
        x = try graph.call("multiply", [x, x])
      } else if let before {
        x = try graph.call(before, [x])
      }
      let sum = try reduced(&graph, node, x, "sum", axesAreInputFrom: 18)
      return [try after.map { (name) throws(Diagnostic) in try graph.call(name, [sum]) } ?? sum]
    }
  }

  /// `name` along the axes that the node names; `nil` for the axes where nothing is reduced.
  private static func reduced(
    _ graph: inout GraphImporter, _ node: ModelNode, _ x: ID<Node>, _ name: String,
    axesAreInputFrom version: Int
  ) throws(Diagnostic) -> ID<Node> {
    guard let axes = try axes(&graph, node, version) else { return try graph.call("copy", [x]) }
    let keeps = try node.flag("keepdims", default: true)
    return try graph.call(name, [x], ["axis": axes, "keepdims": keeps])
  }

  /// The axes that go; `nil` if none was named and that means none.
  private static func axes(
    _ graph: inout GraphImporter, _ node: ModelNode, _ version: Int
  ) throws(Diagnostic) -> [Int]? {
    let named = try graph.integers(node, attribute: "axes", until: version - 1, input: 1) ?? []
    guard named.isEmpty else { return named }
    if try node.flag("noop_with_empty_axes") { return nil }
    return Array(0 ..< (try graph.rank(of: node[0])))
  }

  /// max + log Σ exp(x - max), which does not overflow.
  private static func logSumExp(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    let x = try node[0]
    guard let axes = try axes(&graph, node, 18) else { return try graph.call("copy", [x]) }
    let top = try graph.call("max", [x], ["axis": axes, "keepdims": true])
    let powers = try graph.call("exp", [graph.call("subtract", [x, top])])
    let sum = try graph.call("sum", [powers], ["axis": axes, "keepdims": true])
    let result = try graph.call("add", [graph.call("log", [sum]), top])
    if try node.flag("keepdims", default: true) { return result }
    return try graph.call("squeeze", [result], ["axis": axes])
  }

  private static func position(_ op: String, _ name: String) -> Conversion {
    Conversion(op) { graph, node throws(Diagnostic) in
      let keeps = try node.flag("keepdims", default: true)
      let last = try node.flag("select_last_index")
      let axis = [try node.integer("axis", default: 0)]
      return [
        try graph.call(
          name, [node[0]], ["axis": axis, "keepdims": keeps, "select_last_index": last])
      ]
    }
  }

  private static let softmaxes = [
    softmax("Softmax", "nn.softmax"), softmax("LogSoftmax", "nn.log_softmax"),
  ]

  /// Up to version 12 the axes from `axis` on count as one.
  private static func softmax(_ op: String, _ name: String) -> Conversion {
    Conversion(op) { graph, node throws(Diagnostic) in
      let x = try node[0]
      if node.version >= 13 {
        return [try graph.call(name, [x], ["axis": node.integer("axis", default: -1)])]
      }
      let axis = try graph.position(node.integer("axis", default: 1), in: x)
      let shape = try graph.type(of: x).shape
      if shape[(axis + 1)...].allSatisfy({ $0 == 1 }) {
        return [try graph.call(name, [x], ["axis": axis])]
      }
      let extents = try graph.extents(of: x)
      let rows = extents[..<axis].reduce(1, *)
      let flat = try graph.call(
        "reshape", [x], ["newshape": [rows, extents[axis...].reduce(1, *)]])
      let result = try graph.call(name, [flat], ["axis": 1])
      return [try graph.call("reshape", [result], ["newshape": extents])]
    }
  }

}
