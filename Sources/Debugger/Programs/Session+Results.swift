public import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Support
import Tensors

extension Session {

  /// The outputs of the last whole run.
  public var outputViews: [TensorView] {
    outputs.map { TensorView($0, $1, elements: settings.elementLimit) }
  }

  /// Writes the outputs of `main` to the archive at `path`, under their names.
  /// - Errors: the program has not run to its end, or the file cannot be written.
  public func writeOutputs(_ path: String) throws(Diagnostic) -> [TensorView] {
    try requireOutputs()
    var archive = TensorArchive()
    for (name, tensor) in outputs { archive[name] = tensor }
    do throws(TensorFileError) {
      try archive.write(npzFile: expandingHome(path))
    } catch {
      throw Diagnostic(error)
    }
    return outputViews
  }

  /// - Errors: `main` has no values: nothing has run to its end, or what runs has no `main`.
  public func requireOutputs() throws(Diagnostic) {
    guard outputs.isEmpty else { return }
    guard !isOfStreams else {
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
      var comparison = try Comparison(name, own, reference, tolerance)
      comparison.origin = origin(ofOutput: name)
      comparisons.append(comparison)
    }
    return comparisons
  }

  /// The node that computes the output `name`, and what it was made from.
  private func origin(ofOutput name: String) -> Comparison.Origin? {
    guard let module = program?.module, var id = module.main?.body else { return nil }
    let index = outputNames.firstIndex(of: name) ?? 0
    if case .tuple = module[id].kind, module[id].operands.indices.contains(index) {
      id = module[id].operands[index]
    }
    return Comparison.Origin(
      node: module.title(of: id), source: module.sourceText(of: id))
  }

  /// How often the largest element of each row of the first output is the one that `labels` name.
  /// - Errors: nothing has run, or there are not as many labels as rows.
  public func accuracy(_ path: String, key: String) throws(Diagnostic) -> (right: Int, of: Int) {
    try requireOutputs()
    guard let output = outputs.values.first,
      let labels = try readArchive(path, prefix: "", names: [key]).first?.1.ints
    else { return (0, 0) }
    let length = max(1, output.shape.last ?? 1)
    let samples = output.count / length
    guard labels.count == samples else {
      throw .error("there are \(labels.count) labels for \(samples) samples")
    }
    let classes = length > 1 ? output.rowClasses : labels.map { _ in 0 }
    return (zip(classes, labels).count { $0 == $1 }, labels.count)
  }

}
