import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Support
import TargetKit
import Tensors

/// Compares what two programs, one made of the other by a pass, compute.
struct ValueCheck: Sendable {

  let before: Program
  let after: Program

  private(set) var report: ValueReport
  private var distances = 0.0

  /// The names of the outputs.
  private let names: [String]

  /// The ways out of a difference.
  private let hints: [String]

  init(
    _ before: Program, _ after: Program, _ call: PassCall, names: [String], hints: [String]
  ) {
    self.before = before
    self.after = after
    self.names = names
    self.hints = hints
    report = ValueReport(
      call: call, allowance: ValueReport.allowance(of: call.name, rounding: after.rounding))
  }

  /// Whether the pass can have changed a value: it changed the graph, or something that runs.
  var isNeeded: Bool {
    let difference = Difference(before, after)
    let counts = difference.counts
    if counts.added + counts.removed + counts.changed + counts.moved > 0 { return true }
    return difference.lowered.contains { before.isRunnable($0) || after.isRunnable($0) }
  }

  /// Compares what the programs gave for one sample.
  /// - Errors: they differ by more than the pass may; the message names the first element, and notes
  ///   name the first node.
  mutating func compare(_ old: ProgramRun, _ new: ProgramRun) throws(Diagnostic) {
    report.samples += 1
    guard old.outputs.count == new.outputs.count else {
      throw .error(
        "`\(report.call)` makes \(new.outputs.count) outputs of \(old.outputs.count)",
        hints: hints, failure: .verification)
    }
    for (index, (a, b)) in zip(old.outputs, new.outputs).enumerated() {
      let name = names.indices.contains(index) ? names[index] : "output\(index)"
      if let found = distance(from: a, to: b) {
        guard report.allowance == .any else { throw difference(name, found, old, new) }
      }
    }
    report.meanError = report.elements > 0 ? distances / Double(report.elements) : 0
  }

  /// Adds the distance of two outputs to the report.
  /// - Returns: the first element that lies too far apart, in words; nil if none does.
  private mutating func distance(from a: Tensor, to b: Tensor) -> String? {
    guard a.shape == b.shape, a.elementType == b.elementType else {
      return ": found \(b.elementType) \(b.shape), expected \(a.elementType) \(a.shape)"
    }
    let spread = Spread(a, b)
    report.elements += a.count
    report.error = max(report.error, spread.greatest)
    distances += spread.sum
    report.rows += spread.rows
    report.sameClass += spread.sameClasses
    return spread.first(beyond: report.allowance)
  }

  private func difference(
    _ name: String, _ found: String, _ old: ProgramRun, _ new: ProgramRun
  ) -> Diagnostic {
    var diagnostic = Diagnostic.error(
      "`\(report.call)` changes the values: \(name)\(found)", hints: hints,
      failure: .verification)
    guard let (id, other, text) = firstNode(old, new) else { return diagnostic }
    diagnostic.notes.append(
      "the first value that differs is that of \(id)"
        + (id == other ? "" : ", which was \(other)") + ": at \(text)")
    return after.module.locating(diagnostic, at: id)
  }

  // MARK: The first node

  /// The first node of `main`, in the order of evaluation, whose value is not that of the node that
  /// it was made from.
  private func firstNode(
    _ old: ProgramRun, _ new: ProgramRun
  ) -> (node: ID<Node>, was: ID<Node>, text: String)? {
    guard let main = after.module.main else { return nil }
    let origins = Dictionary(
      after.actions.compactMap { action in
        action.after.node.flatMap { new in action.before.node.map { (new, $0) } }
      }, uniquingKeysWith: { _, last in last })
    for id in after.module.postorder(from: [main.body]) {
      guard let value = new.known[id], let other = counterpart(of: id, origins, old),
        let was = old.known[other]
      else { continue }
      for (a, b) in zip(was.tensors, value.tensors)
      where a.shape == b.shape && a.elementType == b.elementType {
        if let text = Spread(a, b).first(beyond: report.allowance) { return (id, other, text) }
      }
    }
    return nil
  }

  /// The node of the program before that `id` is or was made from.
  private func counterpart(
    of id: ID<Node>, _ origins: [ID<Node>: ID<Node>], _ old: ProgramRun
  ) -> ID<Node>? {
    if old.known[id] != nil { return id }
    var made = id
    for _ in 0 ..< 100 {
      guard let next = origins[made] else { break }
      if old.known[next] != nil { return next }
      made = next
    }
    let node = after.module[id]
    let type = node.type
    if let parent = node.origin.parents.first(where: {
      old.known[$0] != nil && before.module[$0].type == type
    }) {
      return parent
    }
    guard !node.origin.sources.isEmpty, let main = before.module.main else { return nil }
    return before.module.postorder(from: [main.body]).last {
      before.module[$0].origin.sources == node.origin.sources && before.module[$0].type == type
        && old.known[$0] != nil
    }
  }

}

/// How far the elements of two tensors of one shape lie apart.
private struct Spread {

  private let distances: ElementDistances
  private let shape: [Int]
  private let isFloat: Bool
  private let classes: ([Int], [Int])

  /// The largest element of the reference, by magnitude.
  private let scale: Double

  init(_ reference: Tensor, _ found: Tensor) {
    distances = ElementDistances(from: reference, to: found)
    shape = reference.shape
    isFloat = reference.elementType.isFloat
    classes = (reference.rowClasses, found.rowClasses)
    scale = distances.scale
  }

  private var indices: Range<Int> { 0 ..< distances.count }

  private func distance(_ index: Int) -> Double { distances[index] / scale }

  /// - Units: parts of the largest element.
  var greatest: Double { indices.reduce(0) { max($0, distance($1)) } }
  var sum: Double { indices.reduce(0) { $0 + distance($1) } }

  /// The first element beyond `allowance`, as `[0, 3]: found 2, expected 1`.
  func first(beyond allowance: ValueReport.Allowance) -> String? {
    var limit = 0.0
    if case .relative(let part) = allowance, isFloat { limit = part }
    guard allowance != .any, let index = indices.first(where: { distance($0) > limit }) else {
      return nil
    }
    let place = Debugger.indices(of: index, in: shape)
    return "\(place): found \(distances.found(index)), expected \(distances.expected(index))"
  }

  /// How many rows there are, and how many have their largest element at the same place.
  var rows: Int { classes.0.count }
  var sameClasses: Int { zip(classes.0, classes.1).count { $0 == $1 } }

}

extension Program {
  /// By how much regions that have become instructions may differ from the evaluator.
  /// - Units: parts of the largest element.
  fileprivate var rounding: Double {
    lowered.values.reduce(0) { max($0, ($1 as? any RunnableRegion)?.rounding ?? 0) }
  }

  fileprivate func isRunnable(_ name: String) -> Bool { lowered[name] is any RunnableRegion }
}
