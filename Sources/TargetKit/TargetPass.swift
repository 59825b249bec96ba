public import Diagnostics
public import Passes

/// A pass that an accelerator brings, which knows the accelerator.
public struct TargetPass: Sendable {

  public let info: PassInfo

  /// Makes the pass.
  /// - Errors: options that do not go together.
  public let make: @Sendable (PassOptions) throws(Diagnostic) -> any Pass

  public init(
    _ info: PassInfo, make: @escaping @Sendable (PassOptions) throws(Diagnostic) -> any Pass
  ) {
    self.info = info
    self.make = make
  }

}
