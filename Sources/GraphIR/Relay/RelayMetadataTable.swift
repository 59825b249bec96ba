import Diagnostics
import FoundationEssentials
import Support
import Tensors

/// The metadata section of a text.
struct RelayMetadataTable {

  /// For each kind, the positions of its values among the nodes.
  private var lists: [String: [Int]] = [:]

  private var nodes: [JSON] = []
  private var arrays: [JSON] = []

  /// How many constants the text names without a section that holds them.
  var missing = 0

  /// Whether the text has a section.
  private(set) var isPresent = false

  /// - Errors: the section is not what `SaveJSON` writes.
  init(_ source: SourceText, _ bytes: [UInt8], from offset: Int?) throws(Diagnostic) {
    guard let offset else { return }
    let json: JSON
    do throws(JSONError) {
      json = try JSON(parsing: Array(bytes[offset...]))
    } catch {
      throw .error(
        "metadata section is not JSON: \(error.message)",
        at: source.place(at: offset + error.offset))
    }
    isPresent = true
    nodes = json["nodes"]?.elements ?? []
    arrays = json["b64ndarrays"]?.elements ?? []
    guard let root = json["root"]?.integer, nodes.indices.contains(root) else {
      throw .error("metadata section names no root", at: source.place(at: offset))
    }
    let kinds = nodes[root]["keys"]?.elements?.compactMap(\.text) ?? []
    let values = Self.data(nodes[root])
    for (kind, value) in zip(kinds, values) where nodes.indices.contains(value) {
      lists[kind] = Self.data(nodes[value])
    }
  }

  private static func data(_ node: JSON) -> [Int] {
    node["data"]?.elements?.compactMap(\.integer) ?? []
  }

  private func node(_ kind: String, _ index: Int, at place: Place) throws(Diagnostic) -> JSON {
    guard let list = lists[kind], list.indices.contains(index),
      nodes.indices.contains(list[index])
    else {
      throw .error("metadata section has no `\(kind)` number \(index)", at: place)
    }
    return nodes[list[index]]
  }

  /// The constant at `index`; `nil` if there is no section.
  /// - Errors: the section has none there, or its bytes are no array.
  func constant(_ index: Int, at place: Place) throws(Diagnostic) -> Tensor? {
    guard isPresent else { return nil }
    let node = try node("relay.Constant", index, at: place)
    guard let text = node["attrs"]?["data"]?.text, let number = Int(text),
      arrays.indices.contains(number), let base64 = arrays[number].text,
      let data = Data(base64Encoded: base64), let tensor = RelayArray.tensor([UInt8](data))
    else {
      throw .error("constant \(index) of the metadata section is damaged", at: place)
    }
    return tensor
  }

  /// The attributes of the node at `index` of `kind`.
  /// - Errors: there are none, or they are not plain texts.
  func attributes(
    _ kind: String, _ index: Int, at place: Place
  ) throws(Diagnostic) -> [(String, AttributeValue)] {
    guard isPresent else {
      throw .error(
        "the text has no metadata section with these attributes", at: place,
        hints: ["print the model with its metadata section"])
    }
    guard kind == "relay.attrs.CompilerAttrs" else {
      throw .error("attributes of kind `\(kind)` cannot be read", at: place)
    }
    let members = try node(kind, index, at: place)["attrs"]?.members ?? []
    return members.compactMap { member in
      member.value.text.map { (member.name, AttributeValue.text($0)) }
    }
  }

}
