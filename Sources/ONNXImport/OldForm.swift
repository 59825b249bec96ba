import Diagnostics
import GraphIR
import Support
import Tensors

/// How an operator was written before: in attributes that are inputs now, or with operands that are
/// aligned otherwise. A node of the old form becomes one of the form that its conversion reads.
struct OldForm: Sendable {

  typealias Rewrite =
    @Sendable (inout GraphImporter, ModelNode) throws(Diagnostic) -> ModelNode

  /// The last version of the operator set that has this form.
  let last: Int

  let rewrite: Rewrite

  init(until last: Int, _ rewrite: @escaping Rewrite) {
    (self.last, self.rewrite) = (last, rewrite)
  }

  /// The old forms of ONNX's own operators by name.
  static let all: [String: OldForm] = {
    var forms: [String: OldForm] = [
      "Cast": OldForm(until: 5, cast), "Concat": OldForm(until: 3, concat),
      "PRelu": OldForm(until: 6, prelu), "Pad": OldForm(until: 1, pad),
      "Reshape": OldForm(until: 4, reshape), "Selu": OldForm(until: 5, selu),
      "Split": OldForm(until: 1, split), "Tile": OldForm(until: 5, tile),
      "Upsample": OldForm(until: 6, upsample),
    ]
    let pairs = ["Add", "And", "Div", "Equal", "Greater", "Less", "Mul", "Or", "Pow", "Sub", "Xor"]
    for name in pairs { forms[name] = OldForm(until: 6, aligned) }
    return forms
  }()

  /// The second operand was aligned at `axis` of the first, and only if `broadcast` is set.
  private static func aligned(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ModelNode {
    let (a, b) = (try graph.type(of: node[0]), try graph.type(of: node[1]))
    guard try node.flag("broadcast") else {
      guard a.shape == b.shape else {
        throw .error("operands \(a) and \(b) without `broadcast`, expected one shape")
      }
      return node
    }
    guard let axis = try node.integer("axis"), axis != -1 else { return node }
    let first = try graph.position(axis, rank: a.shape.count)
    let behind = a.shape.count - first - b.shape.count
    guard behind >= 0 else { throw .error("operand 1 is \(b) at axis \(axis) of \(a)") }
    return try node.replacing(1, wide(&graph, node[1], behind))
  }

  /// `id` with `count` axes more behind.
  private static func wide(
    _ graph: inout GraphImporter, _ id: ID<Node>, _ count: Int
  ) throws(Diagnostic) -> ID<Node> {
    guard count > 0 else { return id }
    let rank = try graph.rank(of: id)
    return try graph.call(
      ExpandDims.op, [id], [ExpandDims.axis(rank), ExpandDims.count(count)])
  }

  /// One slope for each channel.
  private static func prelu(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ModelNode {
    let (rank, slope) = (try graph.rank(of: node[0]), try graph.type(of: node[1]))
    guard slope.shape.count == 1, slope.count != 1, rank > 2 else { return node }
    return try node.replacing(1, wide(&graph, node[1], rank - 2))
  }

  private static func reshape(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ModelNode {
    guard let shape = try node.integers("shape") else { return node }
    return node.replacing(1, graph.constant(shape))
  }

  private static let elementCodes = [
    "FLOAT": 1, "UINT8": 2, "INT8": 3, "UINT16": 4, "INT16": 5, "INT32": 6, "INT64": 7, "BOOL": 9,
    "FLOAT16": 10, "DOUBLE": 11, "UINT32": 12, "UINT64": 13,
  ]

  /// The type was a text.
  private static func cast(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ModelNode {
    guard node.has("to"), let name = try node.text("to") else { return node }
    guard let code = elementCodes[name.uppercased()] else {
      throw .unsupportedAttribute("to", name)
    }
    return node.setting("to", .integer(code))
  }

  private static func concat(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ModelNode {
    node.has("axis") ? node : node.setting("axis", .integer(1))
  }

  private static func pad(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ModelNode {
    guard let pads = try node.integers("paddings") else { return node }
    return node.setting("pads", .integers(pads))
  }

  /// The defaults had fewer digits.
  private static func selu(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ModelNode {
    var result = node
    if !node.has("alpha") { result = result.setting("alpha", .real(1.6732)) }
    if !node.has("gamma") { result = result.setting("gamma", .real(1.0507)) }
    return result
  }

  private static func split(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ModelNode {
    guard let widths = try graph.constant(node, 1, "split")?.ints else { return node }
    return node.setting("split", .integers(widths))
  }

  /// One axis was repeated.
  private static func tile(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ModelNode {
    guard let times = try graph.constant(node, 1, "tiles")?.ints.first,
      let axis = try graph.constant(node, 2, "axis")?.ints.first
    else { throw .error("inputs `tiles` and `axis` are missing") }
    var counts = Array(repeating: 1, count: try graph.rank(of: node[0]))
    counts[try graph.position(axis, rank: counts.count)] = times
    return node.replacing(1, graph.constant(counts))
  }

  private static func upsample(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ModelNode {
    guard let height = try node.real("height_scale"), let width = try node.real("width_scale")
    else {
      return node
    }
    return node.setting("scales", .reals([1, 1, Float(height), Float(width)]))
  }

}

extension ModelNode {

  /// A value of an attribute that an old form did not have.
  fileprivate enum Setting {
    case integer(Int)
    case integers([Int])
    case real(Float)
    case reals([Float])
  }

  /// The node with another value of the attribute `name`.
  fileprivate func setting(_ name: String, _ value: Setting) -> ModelNode {
    var attribute = AttributeProto()
    attribute.name = name
    switch value {
    case .integer(let number): attribute.i = Int64(number)
    case .integers(let numbers): attribute.ints = numbers.map { Int64($0) }
    case .real(let number): attribute.f = number
    case .reals(let numbers): attribute.floats = numbers
    }
    var copy = proto
    copy.attribute.removeAll { $0.name == name }
    copy.attribute.append(attribute)
    return ModelNode(proto: copy, name: self.name, version: version, inputs: inputs)
  }

  /// The node with another value as the input at `index`, which is the last one or new.
  fileprivate func replacing(_ index: Int, _ input: ID<Node>) -> ModelNode {
    ModelNode(
      proto: proto, name: name, version: version, inputs: inputs.prefix(index) + [input])
  }

}
