public import Simulation
public import Support

/// A machine that can say of a workload what is wrong with it, without running it.
public protocol Analyzable: Device {

  /// What can be said of the workload before it runs, in order of instructions.
  /// - Returns: nil if it was interrupted.
  func lint(_ hardware: HardwareLimits, interruption: Interruption) -> [LintFinding]?

  /// The implementations of which it is known what they do otherwise than this one.
  var implementations: [String] { get }

  /// The instructions that an implementation does otherwise.
  /// - Returns: nil if it was interrupted, or nothing is known of the implementation.
  func lint(for implementation: String, interruption: Interruption) -> [LintFinding]?

  /// Pairs of instructions that race.
  /// - Returns: nil if it was interrupted.
  func races(interruption: Interruption) -> [Race]?

}
