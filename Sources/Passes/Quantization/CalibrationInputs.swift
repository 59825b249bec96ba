import Diagnostics
import GraphIR
import OrderedCollections
import Support
import Tensors

/// The inputs that a program is calibrated on.
struct CalibrationInputs: Sendable {

  /// For each sample, what `main` is given.
  let samples: [[Tensor]]

  /// As a report says where they came from.
  let origin: String

  /// Whether somebody gave them, so that what is best on them is best for the user.
  let isGiven: Bool

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
    isGiven = !context.calibration.isEmpty && !context.calibrationName.isEmpty
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
