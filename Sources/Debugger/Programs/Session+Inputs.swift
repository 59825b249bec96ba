public import Diagnostics
import GraphIR
import ONNXImport
import OrderedCollections
import Support
import Tensors

extension Session {

  /// Reads what `main` is given from `word`: a file of several tensors, or `NAME=FILE` for one.
  /// - Parameters:
  ///   - scale: what the values are multiplied by.
  ///   - rounds: whether floats may become the nearest ones that the input can have.
  /// - Returns: the names of the inputs that have values from there.
  /// - Errors: the file cannot be read; the model has no such input, or one of another shape, or
  ///   elements would change.
  @discardableResult
  public mutating func readInputs(
    _ word: String, scale: Double?, rounds: Bool = false
  ) throws(Diagnostic) -> [String] {
    let model = try requireModel()
    let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
    let names = model.inputNames
    let file = try openValues(parts.last ?? word)
    var found: [(String, Tensor)] = []
    if parts.count == 2, model.isSequence(parts[0]) {
      found = try sequence(in: file).enumerated().map { ("\(parts[0]).\($0)", $1) }
    } else if parts.count == 2 {
      found = [(parts[0], try tensor(in: file))]
    } else if word.hasSuffix(".npz") || file.isArchive {
      found = names.isEmpty ? [] : try values(in: file, prefix: "in:", names: names)
    } else if names.count == 1 {
      found = [(names[0], try tensor(in: file))]
    } else {
      throw .error(
        "the model has \(model.inputNames.count) inputs",
        hints: ["say which: `input \(model.inputNames.first ?? "NAME")=\(word)`"])
    }
    var values = inputs.values
    for (name, tensor) in found {
      values[name] = try converted(tensor, to: name, of: model, scale: scale, rounds: rounds)
    }
    try bindAxes(to: values)
    inputs.values = values
    inputs.standIns = [:]
    inputs.source = parts.last ?? word
    forgetRun()
    return found.map(\.0)
  }

  /// Gives `main` random values that are made from `seed`.
  /// - Errors: nothing is loaded; an input has an extent that is not known.
  public mutating func setRandomInputs(seed: UInt64) throws(Diagnostic) {
    let model = try requireModel()
    var values: OrderedDictionary<String, Tensor> = [:]
    for name in model.inputNames { values[name] = try model.randomInput(name, seed: seed) }
    inputs.seed = seed
    inputs.values = values
    inputs.standIns = [:]
    inputs.source = "random, seed \(seed)"
    forgetRun()
  }

  /// Reads what `quantize` calibrates on.
  /// - Errors: as of `readInputs`.
  public mutating func readCalibration(
    _ path: String, scale: Double?, rounds: Bool = false
  ) throws(Diagnostic) {
    let model = try requireModel()
    var values: OrderedDictionary<String, Tensor> = [:]
    for (name, tensor) in try readArchive(path, prefix: "in:", names: model.inputNames) {
      values[name] = try sampled(
        converted(tensor, to: name, of: model, scale: scale, rounds: rounds), name, of: model)
    }
    inputs.calibration = values
    inputs.calibrationSource = path
  }

  /// The file at `path`, which holds one tensor or several.
  private func openValues(_ path: String) throws(Diagnostic) -> SharedFile {
    do throws(TensorFileError) {
      return try SharedFile(path: expandingHome(path))
    } catch {
      throw Diagnostic(error, at: Place(file: path))
    }
  }

  /// The tensors in `file`, an ONNX sequence or optional value.
  private func sequence(in file: SharedFile) throws(Diagnostic) -> [Tensor] {
    guard file.path.hasSuffix(".pb") else {
      throw .error(
        "a sequence is read from a `.pb` file, or its elements by name from a `.npz` file",
        hints: ["`input NAME.0=FILE.npy` gives one of them"])
    }
    return try ONNXSequenceFile(file).tensors
  }

  /// The tensor in `file`: `.npy`, or an ONNX tensor.
  private func tensor(in file: SharedFile) throws(Diagnostic) -> Tensor {
    if file.path.hasSuffix(".pb") { return try ONNXTensorFile(file).tensor }
    do throws(TensorFileError) {
      return try Tensor(npy: file)
    } catch {
      throw Diagnostic(error, at: Place(file: file.path))
    }
  }

  /// The tensors that `word` names for the inputs `names` and for the elements of those that are
  /// sequences: those of an archive, with or without `in:` before their names, or one as `NAME=FILE`.
  /// - Errors: the file cannot be read, or there is no such input.
  func readValues(_ word: String, names: [String]) throws(Diagnostic) -> [String: Tensor] {
    let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
    if parts.count == 2 {
      guard names.contains(where: { parts[0] == $0 || parts[0].hasPrefix($0 + ".") }) else {
        throw .error(
          "the model has no input `\(parts[0])`",
          hints: nearest(to: parts[0], in: names, most: 1).map { "did you mean `\($0)`?" })
      }
      return [parts[0]: try tensor(in: openValues(parts[1]))]
    }
    let file = try openValues(word)
    let names = try names + archive(in: file, prefix: "", []).elements(of: names)
    let archive = try archive(in: file, prefix: "in:", names)
    var values: [String: Tensor] = [:]
    for name in names { values[name] = archive["in:" + name] ?? archive[name] }
    return values
  }

  /// What `names` name in the archive `file`, with or without `prefix`.
  private func archive(
    in file: SharedFile, prefix: String, _ names: [String]
  ) throws(Diagnostic) -> TensorArchive {
    do throws(TensorFileError) {
      return try TensorArchive(npz: file, only: Set(names + names.map { prefix + $0 }))
    } catch {
      throw Diagnostic(error, at: Place(file: file.path))
    }
  }

  /// The tensors of the archive at `path` that `names` name, with or without `prefix`.
  /// - Errors: the file cannot be read, or has none of them.
  func readArchive(
    _ path: String, prefix: String, names: [String]
  ) throws(Diagnostic) -> [(String, Tensor)] {
    try values(in: openValues(path), prefix: prefix, names: names)
  }

  private func values(
    in file: SharedFile, prefix: String, names: [String]
  ) throws(Diagnostic) -> [(String, Tensor)] {
    let archive = try archive(in: file, prefix: prefix, names)
    try interruption.check()
    let found = names.compactMap { name in
      (archive[prefix + name] ?? archive[name]).map { (name, $0) }
    }
    guard !found.isEmpty else {
      throw .error(
        "`\(file.path)` has nothing named \(names.map { "`\($0)`" }.joined(separator: ", "))",
        hints: ["it has \(shortList(archive.fileNames))"])
    }
    return found
  }

  /// `tensor` with elements of the type that the input `name` has.
  /// - Errors: they cannot have that type, or there is no such input.
  private mutating func converted(
    _ tensor: Tensor, to name: String, of model: LoadedModel, scale: Double?, rounds: Bool
  ) throws(Diagnostic) -> Tensor {
    let type = try model.inputType(name)
    var tensor = tensor
    if let scale {
      _ = try room(for: tensor.shape, of: type.element)
      let values = tensor.doubles.map { $0 * scale }
      tensor = try tensorOf(values, type.element, tensor.shape)
    }
    return try fitted(tensor, name, type.element, rounds: rounds)
  }

  /// `tensor`, whose first axis counts samples of the input `name`.
  private func sampled(
    _ tensor: Tensor, _ name: String, of model: LoadedModel
  ) throws(Diagnostic) -> Tensor {
    let wanted = try model.inputType(name).fixedShape(of: name)
    let isFitting =
      tensor.shape == wanted
      || (!wanted.isEmpty && tensor.shape.dropFirst() == wanted.dropFirst()
        && wanted[0] > 0 && tensor.shape[0] % wanted[0] == 0)
    guard isFitting, tensor.count > 0 else {
      throw .error(
        "`\(name)` has the shape \(wanted), found \(tensor.shape)",
        hints: ShapeFit([nil] + wanted.dropFirst().map(Optional.some)).hints(for: tensor.shape)
          + ["the first axis may be a multiple of \(wanted.first ?? 1): so many samples"])
    }
    return tensor
  }

}

/// The first of `names`, and how many more there are.
private func shortList(_ names: [String]) -> String {
  let most = 20
  let shown = names.prefix(most).map { "`\($0)`" }.joined(separator: ", ")
  return names.count > most ? "\(shown) and \(names.count - most) more" : shown
}

extension LoadedModel {

  /// The names of the inputs of `main`, in order.
  var inputNames: [String] { module.main?.parameters.map { module.parameterName($0) } ?? [] }

  /// Whether `name` is a sequence, whose elements are inputs.
  func isSequence(_ name: String) -> Bool {
    !inputNames.contains(name) && inputNames.contains("\(name).0")
  }

  /// The type of the input `name`.
  /// - Errors: there is no such input.
  func inputType(_ name: String) throws(Diagnostic) -> TensorType {
    let parameter = module.main?.parameters.first { module.parameterName($0) == name }
    guard let parameter, let type = module[parameter].type?.tensor else {
      let near = nearest(to: name, in: inputNames, most: 1).first
      throw .error(
        "the model has no input `\(name)`",
        hints: [
          near.map { "did you mean `\($0)`?" } ?? "it has \(inputNames.joined(separator: ", "))"
        ])
    }
    return type
  }

  /// How many times `main` has to run for `value` of the input `name`.
  func sampleCount(of value: Tensor, _ name: String) throws(Diagnostic) -> Int {
    let shape = try inputType(name).fixedShape(of: name)
    return value.shape == shape ? 1 : value.shape.first ?? 1
  }

  /// Numbers from -1 to 1, or small whole numbers, that depend on `seed` and the name alone.
  func randomInput(_ name: String, seed: UInt64) throws(Diagnostic) -> Tensor {
    let type = try inputType(name)
    let shape = try type.fixedShape(of: name)
    var hash = StateHash()
    hash.combine(name.utf8)
    var random = SplitMix64(seed: seed ^ hash.value)
    let count = try room(for: shape, of: type.element)
    let range = type.element.integerRange
    var poll = Poll()
    let values = try (0 ..< count).map { (_) throws(Diagnostic) -> Double in
      try poll.check(after: 1 << 3)
      if type.element == .bool { return Double(Int.random(in: 0 ... 1, using: &random)) }
      guard let range else { return Double.random(in: -1 ... 1, using: &random) }
      let bounds = max(range.lowerBound, -100) ... min(range.upperBound, 100)
      return Double(Int.random(in: bounds, using: &random))
    }
    return try tensorOf(values, type.element, shape)
  }

}

extension TensorType {

  /// The extents.
  /// - Errors: one of them is not known.
  func fixedShape(of name: String) throws(Diagnostic) -> [Int] {
    guard let extents else {
      throw .error(
        "the shape of `\(name)` is not known: \(self)",
        hints: [
          "`input` binds an extent that the file leaves open to that of what it is given",
          "`load FILE --dim NAME=N` binds one by its name, `--shape \(name)=…` all of them",
        ])
    }
    return extents
  }

}

/// The number of elements of a tensor that is about to be made by way of `Double`.
/// - Errors: there is no such tensor, or it takes more memory than there may be.
func room(for shape: [Int], of type: ElementType) throws(Diagnostic) -> Int {
  do throws(TensorError) {
    _ = try Tensor.roomForElements(shape, of: type)
    return try Tensor.roomForElements(shape, of: .float64)
  } catch {
    throw Diagnostic(error)
  }
}

/// The tensor of these values.
/// - Errors: the shape is impossible.
func tensorOf(
  _ values: [Double], _ type: ElementType, _ shape: [Int]
) throws(Diagnostic) -> Tensor {
  let tensor: Tensor
  do throws(TensorError) {
    tensor = try Tensor(type, shape, doubles: values)
  } catch {
    throw .error(error.description)
  }
  try Interruption.current.check()
  return tensor
}

extension TensorArchive {
  /// The names in the file that are those of elements of sequences, as `x.0` of `x` is.
  fileprivate func elements(of sequences: [String]) -> [String] {
    let sequences = Set(sequences)
    let plain = fileNames.map { $0.hasPrefix("in:") ? String($0.dropFirst(3)) : $0 }
    return plain.filter { name in
      guard let dot = name.lastIndex(of: "."), Int(name[name.index(after: dot)...]) != nil else {
        return false
      }
      return sequences.contains(String(name[..<dot]))
    }
  }
}
