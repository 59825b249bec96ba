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

  public internal(set) var calibration: OrderedDictionary<String, Tensor> = [:]

  public internal(set) var calibrationSource = ""

  /// What random inputs are made from.
  public internal(set) var seed: UInt64

  init(seed: UInt64 = 1) { self.seed = seed }

}

extension InputSet {

  /// What `main` is given.
  public var views: [TensorView] {
    values.map { TensorView($0, $1, from: source) }
  }

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
