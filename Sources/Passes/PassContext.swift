public import Diagnostics
public import OrderedCollections
public import Support
public import Tensors

/// What a pass is given besides the program, and where it reports.
public struct PassContext: Sendable {

  /// The accelerators that the program is for, in order of priority.
  public var targets: [TargetInterface]

  /// Inputs of `main` to calibrate on: the first axis counts samples; empty if none were given.
  public var calibration: OrderedDictionary<String, Tensor> = [:]

  /// Where the calibration inputs came from, for reports.
  public var calibrationName = ""

  /// What random inputs are made from.
  public var seed: UInt64 = 1

  /// Whether operators may still be rewritten before patterns are tried on them, so that what a
  /// target takes can not be said yet.
  public var expectsRewrites = false

  /// Whether passes say why they decide as they do, which takes longer than to decide.
  public var explains = true

  /// Asked between units of work; `true` ends the pass with `interrupted`.
  public var interruption: Interruption = .never

  /// Told how far long work has come, from 0 to 1, and what it does.
  public var progress: @Sendable (Double, String) -> Void = { _, _ in }

  /// Notes and warnings that the user should see.
  public private(set) var reports = DiagnosticSet()

  public init(targets: [TargetInterface] = []) { self.targets = targets }

  public mutating func report(_ diagnostic: Diagnostic) { reports.insert(diagnostic) }

  /// - Errors: the user asked to stop.
  public func checkForStop() throws(Diagnostic) {
    try interruption.check()
  }

}
