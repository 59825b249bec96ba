import Diagnostics
import GraphIR
import OrderedCollections
import Support
import Tensors

/// What becomes of the extents that a model leaves open when it is given its inputs.
extension Session {

  /// Makes the model take `values`: an open axis is bound to what is given.
  ///
  /// A model that was read for one sample stays so where it is proved that running it sample by
  /// sample gives the same; else it is read again with its axes bound, and that is said.
  /// - Errors: a value does not have the shape that the file fixes; a pass was applied already.
  mutating func bindAxes(to values: OrderedDictionary<String, Tensor>) throws(Diagnostic) {
    let model = try requireModel()
    var shapes: [String: [Int]] = [:]
    var several: [String] = []
    var isOpen = false
    for (name, value) in values {
      try model.expectFixedExtents(of: name, in: value.shape)
      shapes[name] = value.shape
      let taken = try model.inputType(name).shape
      if value.shape.map({ $0 }) == taken { continue }
      if taken.first == 1, value.shape.dropFirst().map({ $0 }) == Array(taken.dropFirst()),
        value.shape[0] > 0
      {
        several.append(name)
      } else {
        isOpen = true
      }
    }
    guard isOpen || !several.isEmpty else { return }
    var reason: String?
    if !isOpen {
      guard let found = try obstacle(to: several, values) else { return }
      reason = found
    }
    try bind(shapes, because: reason)
  }

  /// Reads the model again with inputs of these shapes.
  private mutating func bind(
    _ shapes: [String: [Int]], because reason: String?
  ) throws(Diagnostic) {
    guard try requireHistory().entries.count == 1 else {
      throw .error(
        "the shape of \(shapes.keys.sorted().map { "`\($0)`" }.joined(separator: ", ")) was open "
          + "when passes were applied",
        notes: reason.map { [$0] } ?? [],
        hints: ["`load` the model again, then `input`, then `apply`"])
    }
    let old = try requireModel()
    let bound = try reading(again: shapes)
    let saved = inputs
    use(bound)
    inputs = saved
    for (name, shape) in shapes.sorted(by: { $0.key < $1.key })
    where try old.inputType(name).extents != shape {
      let because = reason.map { ": \($0)" } ?? ""
      report(.note("`\(name)` has the shape \(shape) from now on, as the file has\(because)"))
    }
  }

  /// Why `main` cannot be run once for each element of the first axis of the inputs `names`; nil
  /// where it is proved that it can.
  private mutating func obstacle(
    to names: [String], _ values: OrderedDictionary<String, Tensor>
  ) throws(Diagnostic) -> String? {
    let model = try requireModel()
    guard Set(names.map { values[$0]?.shape[0] }).count == 1 else {
      return "inputs have different numbers of rows"
    }
    let ids = model.module.main?.parameters.filter {
      names.contains(model.module.parameterName($0))
    }
    if let node = try model.module.obstacleToSamples(along: Set(ids ?? [])) {
      return "\(model.module.title(of: node)), \(model.module.sourceText(of: node)), may mix the "
        + "elements of the first axis"
    }
    // What the file computes of the extent itself shows where it is read for another one.
    var shapes: [String: [Int]] = [:]
    for name in model.inputNames {
      guard var shape = try model.inputType(name).extents else { continue }
      if names.contains(name) { shape[0] = 2 }
      shapes[name] = shape
    }
    let reports = takeReports()
    defer {
      clearReports()
      for diagnostic in reports { report(diagnostic) }
    }
    guard var other = try? reading(again: shapes).module else {
      return "the model cannot be read for two rows"
    }
    for (own, its) in zip(model.module.main?.parameters ?? [], other.main?.parameters ?? []) {
      other[its].type = model.module[own].type
    }
    return model.module.firstDifference(from: other).map { "it computes with the extent: \($0)" }
  }

}

extension LoadedModel {

  /// - Errors: `shape` has another number of axes or other extents than the file fixes.
  fileprivate func expectFixedExtents(of name: String, in shape: [Int]) throws(Diagnostic) {
    let type = try inputType(name)
    let declared = declaredShapes[name] ?? type.shape
    let fit = ShapeFit(declared)
    guard !fit.takes(shape) else { return }
    let spelled = declared.map { $0.map(String.init) ?? "?" }.joined(separator: ", ")
    throw .error(
      "`\(name)` has the shape [\(spelled)], found \(shape)", hints: fit.hints(for: shape))
  }

}
