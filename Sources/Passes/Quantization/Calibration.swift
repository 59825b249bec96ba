import Diagnostics
import GraphIR
import Support
import Synchronization
import Tensors

/// What the values of a program were on the inputs that it was calibrated on, and which scales follow
/// from it.
struct Calibration: Sendable {

  /// Of one value: its greatest magnitude, whether anything is negative, and some of its elements.
  struct Statistics: Sendable {

    var magnitude = 0.0
    var isNegative = false
    var elements: [Float] = []
    var isFinite = true

    /// Takes in `values`, and keeps about `quota` of them.
    mutating func add(_ values: [Float], keeping quota: Int) {
      let stride = Swift.max(1, values.count / Swift.max(1, quota))
      var poll = Poll()
      for (index, value) in values.enumerated() {
        if poll.isRequested() { return }
        guard value.isFinite else {
          isFinite = false
          continue
        }
        magnitude = Swift.max(magnitude, Double(abs(value)))
        if value < 0 { isNegative = true }
        if index % stride == 0 { elements.append(value) }
      }
    }

  }

  private var statistics: [ID<Node>: Statistics] = [:]

  /// What integers data has.
  private let range: ClosedRange<Int>

  /// Which scales are asked for.
  var plan = QuantizationPlan()

  /// What `main` gave for each of the samples that were asked for, in their order.
  private(set) var outputs: [[Tensor]] = []

  /// Elements of one value that are kept over all samples.
  private static let elementQuota = 65536

  /// Runs `main` for each of `samples` and looks at every value.
  /// - Parameters:
  ///   - kept: the samples whose outputs are kept.
  ///   - range: the integers that data has.
  /// - Errors: an operator cannot be evaluated; the user asked to stop.
  init(
    of module: GraphModule, on samples: [[Tensor]], keepingOutputsOf kept: [Int],
    asIntegersOf range: ClosedRange<Int>,
    in context: PassContext
  ) throws(Diagnostic) {
    self.range = range
    let ledger = Ledger(quota: Swift.max(64, Self.elementQuota / Swift.max(1, samples.count)))
    var hooks = EvaluationHooks()
    hooks.interruption = context.interruption
    hooks.observe = { id, value in ledger.record(value, of: id) }
    let parameters = module.main?.parameters ?? []
    let places = Set(kept)
    for (index, sample) in samples.enumerated() {
      for (parameter, tensor) in zip(parameters, sample) {
        ledger.record(.tensor(tensor), of: parameter)
      }
      var evaluator = Evaluator(module, hooks: hooks)
      let result = try evaluator.call("main", sample.map(Value.tensor))
      if places.contains(index) { outputs.append(result.tensors) }
      context.progress(Double(index + 1) / Double(samples.count), "calibrating")
    }
    statistics = ledger.statistics
  }

  /// What was seen of the value of `id`; nil where it was never computed.
  func statistics(of id: ID<Node>) -> Statistics? { statistics[id] }

  /// Whether `id` has had negative elements; nil where it was never computed.
  func isNegative(_ id: ID<Node>) -> Bool? { statistics[id]?.isNegative }

  /// The greatest integer that numbers of both signs become: half of unsigned ones are below zero.
  var most: Int { range.lowerBound < 0 ? range.upperBound : range.upperBound / 2 }

  /// The greatest integer, less the zero point, that the value of `id` becomes.
  private func most(of id: ID<Node>) -> Int {
    isNegative(id) == false ? range.upperBound : most
  }

  /// The scale for the value of `id`; nil where it was never computed, or is not finite.
  func scale(of id: ID<Node>) -> Double? {
    guard let found = statistics[id], found.isFinite else { return nil }
    guard found.magnitude > 0 else { return PowerOfTwo.scale(-7) }
    let exponent = plan.exponents[id] ?? exponent(of: id, by: plan.method)
    return exponent.map { PowerOfTwo.scale($0) }
  }

  /// The exponent of the scale that `method` chooses for the value of `id`; nil where there is none,
  /// or where all of it was 0.
  /// - Cost: O(elements that were kept).
  func exponent(of id: ID<Node>, by method: ScaleMethod) -> Int? {
    guard let found = statistics[id], found.isFinite, found.magnitude > 0 else { return nil }
    return method.exponent(
      of: found.elements.lazy.map { Double($0) }, covering: found.magnitude, in: most(of: id))
  }

  /// The exponent of the finest scale that cuts off nothing.
  func widest(of id: ID<Node>) -> Int? { exponent(of: id, by: .max) }

  /// How much of the value of `id` steps of 2 to the power of `exponent` change: the root of the sum
  /// of squares, as a part of that of the value.
  func noise(of id: ID<Node>, at exponent: Int) -> Double {
    guard let found = statistics[id], found.magnitude > 0 else { return 0 }
    let scale = PowerOfTwo.scale(exponent)
    let limit = Double(most(of: id))
    var (lost, all) = (0.0, 0.0)
    for element in found.elements {
      let value = Double(element)
      let step = Swift.min(Swift.max((value / scale).rounded(), -limit - 1), limit)
      lost += (step * scale - value) * (step * scale - value)
      all += value * value
    }
    return all > 0 ? (lost / all).squareRoot() : 0
  }

}

/// Takes down values while an evaluation runs.
private final class Ledger: Sendable {

  private let records = Mutex<[ID<Node>: Calibration.Statistics]>([:])
  private let quota: Int

  init(quota: Int) { self.quota = quota }

  func record(_ value: Value, of id: ID<Node>) {
    guard let tensor = value.tensor, tensor.elementType.isFloat else { return }
    let values = tensor.converted(to: .float32).array(of: Float.self)
    records.withLock { $0[id, default: Calibration.Statistics()].add(values, keeping: quota) }
  }

  var statistics: [ID<Node>: Calibration.Statistics] { records.withLock { $0 } }

}
