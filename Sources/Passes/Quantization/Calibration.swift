import Diagnostics
import GraphIR
import OrderedCollections
import Support
import Synchronization
import Tensors

/// What the values of a program were on the inputs that it was calibrated on.
struct Calibration: Sendable {

  /// How the scale of a value is chosen.
  enum Method: String, Sendable, CaseIterable {
    /// The one at which the values lose least.
    case mse
    /// The one at which nothing is cut off.
    case max
  }

  /// Of one value: its greatest magnitude, and some of its elements.
  struct Statistics: Sendable {

    var magnitude = 0.0
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
        if index % stride == 0 { elements.append(value) }
      }
    }

  }

  private var statistics: [ID<Node>: Statistics] = [:]
  private let method: Method
  private let most: Int

  /// How many samples were run.
  let sampleCount: Int

  /// Elements of one value that are kept over all samples.
  private static let elementQuota = 65536

  /// Runs `main` for each of `samples` and looks at every value.
  /// - Parameter most: the greatest integer that a value can become.
  /// - Errors: an operator cannot be evaluated; the user asked to stop.
  init(
    of module: GraphModule, on samples: [[Tensor]], method: Method, most: Int,
    in context: PassContext
  ) throws(Diagnostic) {
    self.method = method
    self.most = most
    sampleCount = samples.count
    let ledger = Ledger(quota: Swift.max(64, Self.elementQuota / Swift.max(1, samples.count)))
    var hooks = EvaluationHooks()
    hooks.interruption = context.interruption
    hooks.observe = { id, value in ledger.record(value, of: id) }
    let parameters = module.main?.parameters ?? []
    for (index, sample) in samples.enumerated() {
      for (parameter, tensor) in zip(parameters, sample) {
        ledger.record(.tensor(tensor), of: parameter)
      }
      var evaluator = Evaluator(module, hooks: hooks)
      _ = try evaluator.call("main", sample.map(Value.tensor))
      context.progress(Double(index + 1) / Double(samples.count), "calibrating")
    }
    statistics = ledger.statistics
  }

  /// What was seen of the value of `id`; nil where it was never computed.
  func statistics(of id: ID<Node>) -> Statistics? { statistics[id] }

  /// The scale for the value of `id`; nil where it was never computed, or is not finite.
  func scale(of id: ID<Node>) -> Double? {
    guard let found = statistics[id], found.isFinite else { return nil }
    guard found.magnitude > 0 else { return PowerOfTwo.scale(-7) }
    let exponent =
      switch method {
      case .max: PowerOfTwo.exponent(covering: found.magnitude, in: most)
      case .mse:
        PowerOfTwo.exponent(
          losingLeastOf: found.elements.lazy.map { Double($0) }, covering: found.magnitude, in: most
        )
      }
    return exponent.map { PowerOfTwo.scale($0) }
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

/// The inputs that a program is calibrated on.
struct CalibrationInputs: Sendable {

  /// For each sample, what `main` is given.
  let samples: [[Tensor]]

  /// As a report says where they came from.
  let origin: String

  /// How many random samples stand in for inputs that nobody gave.
  private static let randomCount = 4

  /// The inputs of the context, or random ones.
  /// - Parameter limit: how many samples are taken at most, at equal distances.
  /// - Errors: an input is missing or has another shape; an extent of an input is not known.
  init(of module: GraphModule, in context: PassContext, atMost limit: Int) throws(Diagnostic) {
    let parameters = module.main?.parameters ?? []
    var names: [String] = []
    var types: [(shape: [Int], element: ElementType)] = []
    for id in parameters {
      guard case .variable(let name) = module[id].kind, let type = module[id].type?.tensor,
        let shape = type.extents
      else {
        throw .error(
          "the shape of an input of `main` is not known",
          hints: ["`load FILE --dim NAME=N` binds an extent that the file leaves open"])
      }
      names.append(name)
      types.append((shape, type.element))
    }
    guard !context.calibration.isEmpty else {
      var random = SplitMix64(seed: context.seed)
      samples = try (0 ..< Self.randomCount).map { (_) throws(Diagnostic) in
        try types.map { (type) throws(Diagnostic) in
          try Tensor.random(type.shape, type.element, &random)
        }
      }
      try context.checkForStop()
      origin = "\(Self.randomCount) random samples, seed \(context.seed)"
      return
    }
    var columns: [[Tensor]] = []
    for (name, type) in zip(names, types) {
      guard let given = context.calibration[name] else {
        throw .error(
          "there are no calibration inputs for `\(name)`",
          hints: ["the file has \(context.calibration.keys.joined(separator: ", "))"])
      }
      columns.append(try given.samples(of: type.shape, type.element, name))
    }
    // What is there once is shared by all samples.
    let given = columns.map(\.count).filter { $0 > 1 }.min() ?? 1
    let count = min(given, limit)
    samples = (0 ..< count).map { index in
      columns.map { $0.count == 1 ? $0[0] : $0[index * given / count] }
    }
    let part = count < given ? "\(count) of \(given)" : "\(count)"
    origin = "\(part) sample\(given == 1 ? "" : "s") of \(context.calibrationName)"
  }

}

extension Tensor {

  /// Numbers from -1 to 1, or small whole numbers.
  fileprivate static func random(
    _ shape: [Int], _ type: ElementType, _ random: inout SplitMix64
  ) throws(Diagnostic) -> Tensor {
    let count = try room(shape, type)
    var poll = Poll()
    guard type.isFloat else {
      let values = try (0 ..< count).map { (_) throws(Diagnostic) in
        try poll.check()
        return Int32.random(in: 0 ... 1, using: &random)
      }
      return Tensor(shape, values).converted(to: type)
    }
    let values = try (0 ..< count).map { (_) throws(Diagnostic) in
      try poll.check()
      return Float.random(in: -1 ... 1, using: &random)
    }
    return Tensor(shape, values).converted(to: type)
  }

  /// - Errors: the elements take more memory than they may.
  private static func room(_ shape: [Int], _ type: ElementType) throws(Diagnostic) -> Int {
    do throws(TensorError) {
      return try roomForElements(shape, of: type)
    } catch {
      throw Diagnostic(error)
    }
  }

  /// The parts of the first axis that have the shape of one sample.
  /// - Errors: the tensor is none of such parts.
  fileprivate func samples(
    of shape: [Int], _ type: ElementType, _ name: String
  ) throws(Diagnostic) -> [Tensor] {
    let size = Tensor.byteCount(of: shape, type) ?? 0
    guard elementType == type, size > 0, byteCount > 0, byteCount % size == 0,
      Array(self.shape.suffix(max(0, shape.count - 1))) == Array(shape.dropFirst())
    else {
      throw .error(
        "the calibration inputs for `\(name)` are \(elementType) \(self.shape), "
          + "expected samples of \(type) \(shape)")
    }
    let all = bytes
    var parts: [Tensor] = []
    for start in stride(from: 0, to: byteCount, by: size) {
      do throws(TensorError) {
        parts.append(try Tensor(type, shape, bytes: Array(all[start ..< start + size])))
      } catch {
        throw .error("\(error)")
      }
    }
    return parts
  }

}
