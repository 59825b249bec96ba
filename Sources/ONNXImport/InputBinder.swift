import Diagnostics
import GraphIR
import Support
import Tensors

/// Gives the inputs of a model their types, with the extents that the user or a rule decided.
struct InputBinder {

  /// The names of the parameters.
  var names: [ID<Node>: String] = [:]

  /// As the file has them with what the user bound.
  private(set) var declaredShapes: [String: [Int?]] = [:]

  /// What was decided, in sentences.
  private(set) var notes: [String] = []

  private let options: ImportOptions
  private var bindings: [String: Int]
  private var used: Set<String> = []

  /// How many elements sequences have.
  private var counts: [String: Int] = [:]

  /// Leading dimensions with such names are no batches.
  private static let spatial = ["height", "width", "len", "seq", "time", "frame", "depth"]

  init(_ options: ImportOptions) {
    self.options = options
    bindings = options.bindings
  }

  /// The type of the input `name`.
  /// - Errors: it has no type that is supported, or the user's shape does not go with it.
  mutating func type(
    of name: String, _ declared: TypeProto.Tensor
  ) throws(Diagnostic) -> TensorType {
    let element: ElementType
    do throws(Diagnostic) {
      element = try ElementType(onnx: Int(declared.elemType))
    } catch {
      throw .error("input `\(name)`: \(error.message)")
    }
    if declared.hasShape {
      declaredShapes[name] = declared.shape.dim.map { dimension in
        guard let symbol = symbol(dimension) else { return Int(dimension.dimValue) }
        return symbol.isEmpty ? nil : options.bindings[symbol]
      }
    }
    if let shape = given(name, declared) {
      try check(shape, name, declared)
      learn(shape, declared.shape.dim)
      return TensorType(shape.map { $0 }, element)
    }
    guard declared.hasShape else {
      throw .error(
        "input `\(name)` has no shape",
        hints: ["give it one: `load FILE --shape \(name)=1,3,224,224`"])
    }
    let shape = declared.shape.dim.enumerated().map { extent($0, $1, name) }
    guard Tensor.elementCount(shape.map { $0 ?? 1 }, of: element) != nil else {
      throw .error("input `\(name)` cannot have the shape \(shape.map { $0 ?? -1 })")
    }
    return TensorType(shape, element)
  }

  /// The shape that the user gave the input `name`; that of its value where the file has none.
  private func given(_ name: String, _ declared: TypeProto.Tensor) -> [Int]? {
    if let shape = options.constants[name]?.shape ?? options.inputShapes[name] { return shape }
    return isElement(name) || !declared.hasShape ? options.values[name]?.shape : nil
  }

  /// Whether the input `name` is an element of a sequence, each of which may have its own shape.
  private func isElement(_ name: String) -> Bool {
    name.lastIndex(of: ".").map { counts[String(name[..<$0])] != nil } ?? false
  }

  /// How many elements the sequence `name` has: `--shape name=2` says it, or the names of values.
  /// - Errors: nothing says it.
  mutating func count(of name: String) throws(Diagnostic) -> Int {
    let shape = options.inputShapes[name]
    var count = shape?.first ?? 0
    if shape == nil { while isGiven("\(name).\(count)") { count += 1 } }
    guard shape?.count == 1 || shape == nil && count > 0, (0 ... 1 << 16).contains(count) else {
      throw .error(
        "input `\(name)` is a sequence: how many tensors it has must be known",
        hints: [
          "`load FILE --values FILE.npz` with `\(name).0`, `\(name).1` and so on, or"
            + " `--shape \(name)=2` for two of the shape that the model says"
        ])
    }
    counts[name] = count
    return count
  }

  /// Whether the user said something of the input `name`, or of its elements.
  func isGiven(_ name: String) -> Bool {
    let names = [options.inputShapes.keys.map(\.self), options.constants.keys.map(\.self)]
    return (names + [options.values.keys.map(\.self)]).joined().contains {
      $0 == name || $0.hasPrefix(name + ".")
    }
  }

  /// The name of an open dimension: empty if it has none of its own; `nil` if it is not open.
  private func symbol(_ dimension: TensorShapeProto.Dimension) -> String? {
    switch dimension.value {
    case .dimValue(let extent): extent < 0 ? "" : nil
    case .dimParam(let name): name == "?" || name == "None" ? "" : name
    case nil: ""
    }
  }

  private mutating func extent(
    _ axis: Int, _ dimension: TensorShapeProto.Dimension, _ input: String
  ) -> Int? {
    guard let symbol = symbol(dimension) else { return Int(dimension.dimValue) }
    if let bound = bindings[symbol], !symbol.isEmpty {
      used.insert(symbol)
      return bound
    }
    let name = symbol.lowercased()
    guard axis == 0, !Self.spatial.contains(where: name.contains) else { return nil }
    if symbol.isEmpty {
      notes.append("the first dimension of input `\(input)` is open and was taken as 1")
    } else {
      bindings[symbol] = 1
      notes.append("dimension `\(symbol)` of input `\(input)` is open and was taken as 1")
    }
    return 1
  }

  private func check(
    _ shape: [Int], _ name: String, _ declared: TypeProto.Tensor
  ) throws(Diagnostic) {
    guard Tensor.elementCount(shape, of: .int64) != nil else {
      throw .error("input `\(name)` cannot have the shape \(shape)")
    }
    guard declared.hasShape else { return }
    let dimensions = declared.shape.dim
    let fits =
      dimensions.count == shape.count
      && zip(dimensions, shape).allSatisfy { symbol($0) != nil || Int($0.dimValue) == $1 }
    guard fits else {
      let spelled = dimensions.map { symbol($0).map { $0.isEmpty ? "?" : $0 } ?? "\($0.dimValue)" }
      throw .error(
        "input `\(name)` has the shape (\(spelled.joined(separator: ", "))), found \(shape)")
    }
  }

  /// The user's shape of one input binds the symbols that others share with it.
  private mutating func learn(_ shape: [Int], _ dimensions: [TensorShapeProto.Dimension]) {
    for (dimension, extent) in zip(dimensions, shape) {
      guard let symbol = symbol(dimension), !symbol.isEmpty else { continue }
      used.insert(symbol)
      if bindings[symbol] == nil { bindings[symbol] = extent }
    }
  }

  /// What the user gave the input `name` as its value.
  /// - Errors: it is of another type, which changes an element.
  mutating func constant(_ name: String, _ type: TensorType) throws(Diagnostic) -> Tensor? {
    guard let tensor = options.constants[name] else { return nil }
    let found = tensor.elementType
    if found == type.element { return tensor }
    guard let fitted = tensor.fitted(to: type.element), fitted.changes == 0 else {
      throw .error("input `\(name)` is \(type.element), found \(found)")
    }
    notes.append("`\(name)` is \(type.element): \(found) was converted, no element changes")
    return fitted.tensor
  }

  /// - Errors: the user bound an input or a dimension that the model does not have.
  func checkUnused(_ inputs: [String]) throws(Diagnostic) {
    let elements = counts.flatMap { name, count in (0 ..< count).map { "\(name).\($0)" } }
    let inputs = inputs + elements
    let named = Set(options.inputShapes.keys).union(options.constants.keys)
    for name in named.sorted() where !inputs.contains(name) {
      throw .error(
        "the model has no input `\(name)`",
        hints: nearest(to: name, in: inputs).map { "did you mean `\($0)`?" })
    }
    for name in options.bindings.keys.sorted() where !used.contains(name) {
      throw .error("the model's inputs have no dimension `\(name)`")
    }
  }

}
