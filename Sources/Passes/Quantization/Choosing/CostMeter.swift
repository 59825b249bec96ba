import Diagnostics
import GraphIR
import Support
import Tensors

/// Measures how far the outputs of a program lie from what they are where some of its values are
/// others.
struct CostMeter: Sendable {

  private let module: GraphModule

  /// For each sample every value that the program computes.
  private let runs: [[ID<Node>: Value]]

  private let samples: [[Tensor]]
  private let references: [[Tensor]]
  private let readers: [[ID<Node>]]

  /// Nodes of `main`, operands first.
  private let order: [ID<Node>]

  /// Runs `main` for each of `samples`, as many of them as all values of fit into memory.
  /// - Errors: an operator cannot be evaluated; the user asked to stop.
  init(
    of module: GraphModule, on samples: [[Tensor]], in context: PassContext
  ) throws(Diagnostic) {
    self.module = module
    readers = module.readers
    order = module.main.map { module.postorder(of: $0) } ?? []
    let count = Self.sampleCount(order.compactMap { module[$0].type?.tensor?.count })
    self.samples = Array(samples.prefix(count))
    var runs: [[ID<Node>: Value]] = []
    var references: [[Tensor]] = []
    for (index, sample) in self.samples.enumerated() {
      var call = try Self.begin(module, sample, in: context)
      let result = try Self.finish(&call, module, in: context)
      references.append(result)
      runs.append(call.known)
      context.progress(Double(index + 1) / Double(self.samples.count), "running the floats")
    }
    self.runs = runs
    self.references = references
  }

  /// Values of all samples are kept at once.
  /// - Units: elements.
  private static let mostElements = 1 << 26

  private static func sampleCount(_ counts: [Int]) -> Int {
    let all = counts.reduce(0) { min($0 + min($1, mostElements), mostElements) }
    return max(1, mostElements / max(1, all))
  }

  /// How far the outputs lie from those of the program where each of `ids` has the value that
  /// `change` makes of its own; nil where `change` makes none.
  /// - Errors: an operator cannot be evaluated; the user asked to stop.
  /// - Cost: what is computed from `ids` on, for each sample.
  func difference(
    changing ids: [ID<Node>], in context: PassContext,
    _ change: (ID<Node>, Tensor) -> Tensor?
  ) throws(Diagnostic) -> OutputDifference {
    let behind = self.behind(ids)
    var difference = OutputDifference()
    for (index, run) in runs.enumerated() {
      var call = try Self.begin(module, samples[index], in: context)
      for id in order where !behind.contains(id) {
        if let value = run[id] { call.give(value, to: id) }
      }
      for id in ids {
        guard let tensor = run[id]?.tensor ?? module[id].constant else { continue }
        if let changed = change(id, tensor) { call.give(.tensor(changed), to: id) }
      }
      difference.add(references[index], try Self.finish(&call, module, in: context))
    }
    return difference
  }

  /// The mean over all samples of the value of `id`; nil where it is no tensor of one shape.
  func mean(of id: ID<Node>) -> Tensor? {
    var sums: [Double] = []
    var shape: [Int] = []
    for run in runs {
      guard let tensor = run[id]?.tensor, sums.isEmpty || tensor.shape == shape else { return nil }
      let values = tensor.doubles
      shape = tensor.shape
      sums = sums.isEmpty ? values : zip(sums, values).map { $0 + $1 }
    }
    guard !sums.isEmpty else { return nil }
    return try? filled(shape, sums.map { $0 / Double(runs.count) }, .float32)
  }

  /// The greatest magnitude of each channel of the value of `id`, axis 1, over all samples; nil where
  /// it has no channels.
  func channelMagnitudes(of id: ID<Node>) -> [Double]? {
    var found: [Double] = []
    for run in runs {
      guard let tensor = run[id]?.tensor, tensor.rank > 1, tensor.count > 0 else { return nil }
      let (channels, width) = (tensor.shape[1], tensor.shape[2...].product)
      if found.isEmpty { found = [Double](repeating: 0, count: channels) }
      guard found.count == channels else { return nil }
      for (index, number) in tensor.doubles.enumerated() {
        let channel = index / width % channels
        found[channel] = max(found[channel], abs(number))
      }
    }
    return found.isEmpty ? nil : found
  }

  /// What is computed from `ids`, these included.
  private func behind(_ ids: [ID<Node>]) -> Set<ID<Node>> {
    var found = Set(ids)
    var rest = ids
    while let id = rest.popLast() {
      for reader in readers[Int(id.index)] where found.insert(reader).inserted {
        rest.append(reader)
      }
    }
    return found
  }

  // MARK: Evaluation

  private static func evaluator(_ module: GraphModule, _ context: PassContext) -> Evaluator {
    var hooks = EvaluationHooks()
    hooks.interruption = context.interruption
    return Evaluator(module, hooks: hooks)
  }

  private static func begin(
    _ module: GraphModule, _ sample: [Tensor], in context: PassContext
  ) throws(Diagnostic) -> PausableCall {
    try evaluator(module, context).begin("main", sample.map(Value.tensor))
  }

  private static func finish(
    _ call: inout PausableCall, _ module: GraphModule, in context: PassContext
  ) throws(Diagnostic) -> [Tensor] {
    var evaluator = evaluator(module, context)
    guard case .finished(let value) = try evaluator.resume(&call, pausingAt: { _ in false }) else {
      throw .error("the program did not come to its end")
    }
    return value.tensors
  }

}
