import FoundationEssentials
import Support
import Tensors

/// The values that a text refers to as `meta[KIND][INDEX]`, in the order of their first use.
struct RelayMetadata {

  private var constants: [Tensor] = []
  private var indices: [ID<Node>: Int] = [:]
  private var compilers: [String] = []

  /// The kinds in the order of their first use.
  private var kinds: [String] = []

  var isEmpty: Bool { kinds.isEmpty }

  mutating func index(of tensor: Tensor, _ id: ID<Node>) -> Int {
    if let index = indices[id] { return index }
    note("relay.Constant")
    constants.append(tensor)
    indices[id] = constants.count - 1
    return constants.count - 1
  }

  mutating func index(ofCompiler name: String) -> Int {
    note("relay.attrs.CompilerAttrs")
    compilers.append(name)
    return compilers.count - 1
  }

  private mutating func note(_ kind: String) {
    if !kinds.contains(kind) { kinds.append(kind) }
  }

  /// The section's JSON, in the form of TVM's `SaveJSON`.
  /// - Cost: O(bytes of all constants).
  var text: String {
    var writer = RelayMetadataWriter()
    writer.begin(kinds)
    for kind in kinds {
      writer.beginList(kind, count: kind == "relay.Constant" ? constants.count : compilers.count)
      if kind == "relay.Constant" {
        for tensor in constants { writer.add(tensor) }
      } else {
        for name in compilers { writer.add(compiler: name) }
      }
      writer.endList()
    }
    return writer.text
  }

}

/// Builds the node table of the metadata section.
private struct RelayMetadataWriter {

  /// Lines of each node after its type key; the first node stands for nothing.
  private var nodes: [[String]] = [["\"type_key\": \"\""]]
  private var arrays: [String] = []
  private var lists: [Int] = []
  private var kinds: [String] = []
  private var members: [Int] = []
  private var device: Int?

  mutating func begin(_ kinds: [String]) {
    self.kinds = kinds
    nodes.append([])
  }

  mutating func beginList(_ kind: String, count: Int) {
    lists.append(nodes.count)
    members = []
    nodes.append([])
  }

  mutating func endList() {
    guard let list = lists.last else { return }
    nodes[list] = ["\"type_key\": \"Array\""] + data(members)
  }

  mutating func add(compiler name: String) {
    members.append(nodes.count)
    nodes.append([
      "\"type_key\": \"relay.attrs.CompilerAttrs\"",
      "\"attrs\": {\"compiler\": \"\(relayEscaped(name))\"}",
    ])
  }

  mutating func add(_ tensor: Tensor) {
    let constant = nodes.count
    members.append(constant)
    nodes.append([])
    let device = deviceNode()
    let type = typeNode(tensor)
    nodes[constant] = object(
      "relay.Constant",
      [
        ("_checked_type_", type), ("data", arrays.count), ("span", 0), ("virtual_device_", device),
      ])
    arrays.append(Data(RelayArray.bytes(of: tensor)).base64EncodedString())
  }

  private mutating func deviceNode() -> Int {
    if let device { return device }
    let index = nodes.count
    device = index
    nodes.append(
      object(
        "VirtualDevice",
        [
          ("device_type_int", -1), ("memory_scope", index + 1), ("target", 0),
          ("virtual_device_id", -1),
        ]))
    nodes.append(["\"type_key\": \"runtime.String\""])
    return index
  }

  private mutating func typeNode(_ tensor: Tensor) -> Int {
    let index = nodes.count
    nodes.append([
      "\"type_key\": \"relay.TensorType\"",
      attributes([
        ("dtype", tensor.elementType.rawValue), ("shape", "\(index + 1)"), ("span", "0"),
      ]),
    ])
    let extents = tensor.shape.indices.map { index + 2 + $0 }
    nodes.append(["\"type_key\": \"Array\""] + data(extents))
    for extent in tensor.shape {
      nodes.append([
        "\"type_key\": \"IntImm\"",
        attributes([("dtype", "int32"), ("span", "0"), ("value", "\(extent)")]),
      ])
    }
    return index
  }

  private func object(_ kind: String, _ members: [(String, Int)]) -> [String] {
    ["\"type_key\": \"\(kind)\"", attributes(members.map { ($0.0, "\($0.1)") })]
  }

  private func attributes(_ members: [(String, String)]) -> String {
    let lines = members.map { "        \"\($0.0)\": \"\($0.1)\"" }
    return "\"attrs\": {\n" + lines.joined(separator: ", \n") + "\n      }"
  }

  private func data(_ members: [Int]) -> [String] {
    members.isEmpty ? [] : ["\"data\": [\(members.map(String.init).joined(separator: ", "))]"]
  }

  var text: String {
    var nodes = nodes
    let names = kinds.map { "        \"\($0)\"" }.joined(separator: ", \n")
    nodes[1] = ["\"type_key\": \"Map\"", "\"keys\": [\n\(names)\n      ]"] + data(lists)
    let table = nodes.map { node in
      "    {\n" + node.map { "      \($0)" }.joined(separator: ", \n") + "\n    }"
    }
    var sections = [
      "  \"root\": 1", "  \"nodes\": [\n" + table.joined(separator: ", \n") + "\n  ]",
    ]
    if !arrays.isEmpty {
      let texts = arrays.map { "    \"\($0)\"" }.joined(separator: ", \n")
      sections.append("  \"b64ndarrays\": [\n\(texts)\n  ]")
    }
    sections.append("  \"attrs\": {\"tvm_version\": \"0.11.1\"}")
    return "{\n" + sections.joined(separator: ", \n") + "\n}"
  }

}
