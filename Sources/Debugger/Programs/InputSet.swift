public import OrderedCollections
import Passes
public import Tensors

/// What `main` is given, and what `quantize` calibrates on.
public struct InputSet: Sendable {

  /// By name of the parameter; the first axis of each counts samples, which may be more than the
  /// model takes at once.
  public internal(set) var values: OrderedDictionary<String, Tensor> = [:]

  /// Where `values` came from, as the user wrote it; empty where nothing was given.
  public internal(set) var source = ""

  /// Random values that stood in for inputs that nobody gave when the program ran.
  public internal(set) var standIns: OrderedDictionary<String, Tensor> = [:]

  public internal(set) var calibration: OrderedDictionary<String, Tensor> = [:]

  public internal(set) var calibrationSource = ""

  /// What random inputs are made from.
  public internal(set) var seed: UInt64

  init(seed: UInt64 = 1) { self.seed = seed }

}

extension InputSet {

  /// What `main` is given.
  public var views: [TensorView] {
    let random = standIns.filter { values[$0.key] == nil }
    return values.map { TensorView($0, $1, from: source) }
      + random.map { TensorView($0, $1, from: "random, seed \(seed), not given") }
  }

  /// What `main` gets as `name`: what was given, or what stands in for it.
  func value(_ name: String) -> Tensor? { values[name] ?? standIns[name] }

  /// What `quantize` calibrates on.
  public var calibrationViews: [TensorView] {
    calibration.map { TensorView($0, $1, from: calibrationSource) }
  }

}

extension InputSet {

  /// Gives passes what they calibrate on: what was given for that, or else what `main` is given.
  func calibrate(_ context: inout PassContext) {
    let hasCalibration = !calibration.isEmpty
    context.calibration = hasCalibration ? calibration : values
    context.calibrationName = hasCalibration ? calibrationSource : source
    context.seed = seed
  }

}
