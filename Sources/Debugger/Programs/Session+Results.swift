public import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Support
import Tensors

/// How far values may lie apart, as `compare` judges it.
public struct Comparison: Sendable {

  /// The output, how many of its elements were compared, and how many lie too far apart.
  public var name: String
  public var count: Int
  public var differing: Int

  /// The greatest distance, as a part of the largest element of the reference.
  public var error: Double

  /// An element that is not what it should be.
  public struct Element: Sendable, Hashable {

    /// One number for each axis.
    public var index: [Int]
    public var found: Double
    public var expected: Double
  }

  /// A node, and what it was made from.
  public struct Origin: Sendable, Hashable {
    public var node: String
    public var source: String
  }

  /// The first element that lies too far apart.
  public var first: Element?

  /// The node that computes the output.
  public var origin: Origin?

  /// For how many samples the largest element is the same one.
  public var sameClass: Int
  public var samples: Int
}

extension Session {

  /// Writes the outputs of `main` to the archive at `path`, under their names.
  /// - Errors: the program has not run to its end, or the file cannot be written.
  public func writeOutputs(_ path: String) throws(Diagnostic) -> [TensorView] {
    try requireOutputs()
    var archive = TensorArchive()
    for (name, tensor) in outputs { archive[name] = tensor }
    do throws(TensorFileError) {
      try archive.write(npzFile: expandingHome(path))
    } catch {
      throw .error(error.description)
    }
    return outputViews
  }

  /// - Errors: `main` has no values: nothing has run to its end, or what runs has no `main`.
  public func requireOutputs() throws(Diagnostic) {
    guard outputs.isEmpty else { return }
    guard journey?.isOfProgram != false else {
      throw .error(
        "a stream has no outputs of `main`",
        hints: [
          "`state save DIR` writes its memories, `x dram[ADDRESS]` shows them",
          "`state hash` tells whether two runs end in the same state",
        ])
    }
    throw .error("the program has not run to its end", hints: ["`run` runs it"])
  }

  /// Compares the outputs of `main` with those of the archive at `path`.
  /// - Parameter tolerance: how far an element may be off, as a part of the largest element.
  /// - Errors: nothing has run, or the archive has none of the outputs.
  public func compareOutputs(
    _ path: String, tolerance: Double?
  ) throws(Diagnostic) -> [Comparison] {
    try requireOutputs()
    var comparisons: [Comparison] = []
    for (name, reference) in try readArchive(path, prefix: "out:", names: Array(outputs.keys)) {
      guard let own = outputs[name] else { continue }
      guard own.shape == reference.shape else {
        throw .error(
          "`\(name)` has the shape \(own.shape), the reference has \(reference.shape)",
          failure: .mismatch)
      }
      var comparison = try compare(name, own, reference, tolerance)
      comparison.origin = origin(ofOutput: name)
      comparisons.append(comparison)
    }
    return comparisons
  }

  /// The node that computes the output `name`, and what it was made from.
  private func origin(ofOutput name: String) -> Comparison.Origin? {
    guard let module = currentProgram?.module, var id = module.main?.body else { return nil }
    let index = model?.outputNames.firstIndex(of: name) ?? 0
    if case .tuple = module[id].kind, module[id].operands.indices.contains(index) {
      id = module[id].operands[index]
    }
    return Comparison.Origin(
      node: describe(id, in: module), source: sourceText(of: id, in: module))
  }

  private func compare(
    _ name: String, _ own: Tensor, _ reference: Tensor, _ tolerance: Double?
  ) throws(Diagnostic) -> Comparison {
    var poll = Poll()
    let (a, b) = (own.doubles, reference.doubles)
    let largest = b.reduce(0) { max($0, abs($1)) }
    let scale = largest > 0 && largest.isFinite ? largest : 1
    let isExact = !reference.elementType.isFloat
    let allowed = tolerance.map { $0 * scale } ?? (isExact ? 0 : 1e-4 * scale)
    var result = Comparison(
      name: name, count: a.count, differing: 0, error: 0, first: nil, sameClass: 0, samples: 0)
    for (index, (x, y)) in zip(a, b).enumerated() {
      try poll.check()
      if x == y || (x.isNaN && y.isNaN) { continue }
      let distance = abs(x - y)
      result.error = max(result.error, distance.isNaN ? .infinity : distance / scale)
      guard !(distance <= allowed) else { continue }
      result.differing += 1
      if result.first == nil {
        result.first = Comparison.Element(
          index: indices(of: index, in: own.shape), found: x, expected: y)
      }
    }
    (result.sameClass, result.samples) = sameClasses(a, b, rowLength: own.shape.last ?? 1)
    return result
  }

  private func sameClasses(_ a: [Double], _ b: [Double], rowLength: Int) -> (Int, Int) {
    guard rowLength > 1 else { return (0, 0) }
    let starts = stride(from: 0, to: a.count, by: rowLength)
    let same = starts.filter { start in
      largestIndex(a[start ..< start + rowLength]) == largestIndex(b[start ..< start + rowLength])
    }
    return (same.count, a.count / rowLength)
  }

  /// How often the largest element of each row of the first output is the one that `labels` name.
  /// - Errors: nothing has run, or there are not as many labels as rows.
  public func accuracy(_ path: String, key: String) throws(Diagnostic) -> (right: Int, of: Int) {
    try requireOutputs()
    guard let output = outputs.values.first,
      let labels = try readArchive(path, prefix: "", names: [key]).first?.1.ints
    else { return (0, 0) }
    let length = max(1, output.shape.last ?? 1)
    let values = output.doubles
    guard labels.count * length == values.count else {
      throw .error("there are \(labels.count) labels for \(values.count / length) samples")
    }
    let right = labels.indices.filter { row in
      largestIndex(values[row * length ..< (row + 1) * length]) == labels[row]
    }
    return (right.count, labels.count)
  }

}

/// Where the largest element stands, counted from the first.
func largestIndex(_ values: ArraySlice<Double>) -> Int {
  var best = values.startIndex
  for index in values.indices where values[index] > values[best] { best = index }
  return best - values.startIndex
}

/// The place of an element in a tensor, one number for each axis.
func indices(of index: Int, in shape: [Int]) -> [Int] {
  var rest = index
  var place: [Int] = []
  for extent in shape.reversed() where extent > 0 {
    place.insert(rest % extent, at: 0)
    rest /= extent
  }
  return place
}
