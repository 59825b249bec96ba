import Diagnostics

extension ModelNode {

  /// The numbers that ONNX gives the kinds of attributes.
  private enum Kind {
    static let float = 1
    static let integer = 2
    static let text = 3
    static let tensor = 4
    static let graph = 5
    static let floats = 6
    static let integers = 7
    static let texts = 8
  }

  private static let kinds = [
    Kind.float: "float", Kind.integer: "integer", Kind.text: "string", Kind.tensor: "tensor",
    Kind.graph: "graph", Kind.floats: "floats", Kind.integers: "integers", Kind.texts: "strings",
  ]

  /// Whether the node has the attribute `name`.
  func has(_ name: String) -> Bool { proto.attribute.contains { $0.name == name } }

  /// The attribute `name`; `nil` if the node has none.
  /// - Errors: it is of another kind, or the parameter of a function.
  private func attribute(_ name: String, _ kind: Int) throws(Diagnostic) -> AttributeProto? {
    guard let found = proto.attribute.first(where: { $0.name == name }) else { return nil }
    guard found.refAttrName.isEmpty else {
      throw .error("attribute `\(name)` refers to `\(found.refAttrName)`, which has no value here")
    }
    // Files from before the kind was written have 0 there.
    guard found.type == 0 || Int(found.type) == kind else {
      let spelled = Self.kinds[Int(found.type)] ?? "of kind \(found.type)"
      throw .error("attribute `\(name)` is \(spelled), expected \(Self.kinds[kind] ?? "")")
    }
    return found
  }

  func integer(_ name: String) throws(Diagnostic) -> Int? {
    try attribute(name, Kind.integer).map { Int($0.i) }
  }

  func integer(_ name: String, default value: Int) throws(Diagnostic) -> Int {
    try integer(name) ?? value
  }

  func flag(_ name: String, default value: Bool = false) throws(Diagnostic) -> Bool {
    try integer(name).map { $0 != 0 } ?? value
  }

  /// A number of single precision; as a `Double` that is exactly it.
  func real(_ name: String) throws(Diagnostic) -> Double? {
    try attribute(name, Kind.float).map { Double($0.f) }
  }

  func real(_ name: String, default value: Float) throws(Diagnostic) -> Double {
    try real(name) ?? Double(value)
  }

  func text(_ name: String) throws(Diagnostic) -> String? {
    try attribute(name, Kind.text).map { String(decoding: $0.s, as: UTF8.self) }
  }

  func text(_ name: String, default value: String) throws(Diagnostic) -> String {
    try text(name) ?? value
  }

  func integers(_ name: String) throws(Diagnostic) -> [Int]? {
    try attribute(name, Kind.integers).map { $0.ints.map { Int($0) } }
  }

  func reals(_ name: String) throws(Diagnostic) -> [Double]? {
    try attribute(name, Kind.floats).map { $0.floats.map { Double($0) } }
  }

  func texts(_ name: String) throws(Diagnostic) -> [String]? {
    try attribute(name, Kind.texts).map { $0.strings.map { String(decoding: $0, as: UTF8.self) } }
  }

  func tensorMessage(_ name: String) throws(Diagnostic) -> TensorProto? {
    guard let found = try attribute(name, Kind.tensor) else { return nil }
    return try decoded(TensorProto.self, [UInt8](found.t))
  }

  func graph(_ name: String) throws(Diagnostic) -> GraphProto? {
    guard let found = try attribute(name, Kind.graph) else { return nil }
    return try decoded(GraphProto.self, [UInt8](found.g))
  }

  /// - Errors: the text of the attribute `name` is not one of `values`.
  func expect(_ name: String, _ values: [String]) throws(Diagnostic) {
    guard let text = try text(name), !values.contains(text) else { return }
    throw .unsupportedAttribute(name, text)
  }

}

extension Diagnostic {
  /// A value of an attribute that the importer does not know.
  static func unsupportedAttribute(_ name: String, _ value: String) -> Diagnostic {
    .error("attribute `\(name)` = `\(value)` is not supported")
  }
}
