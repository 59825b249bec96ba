public import Passes

/// An accelerator that programs can be made for and run on.
///
/// Front ends know an accelerator only through this.
public protocol Target: Sendable {

  var description: TargetDescription { get }

  /// The passes that take its regions from the graph to instructions, in the order in which they
  /// are applied by default.
  var passes: [OfferedPass] { get }

  /// A machine that nothing is loaded into.
  func makeDevice() -> any Device

}

extension Target {
  public var passes: [OfferedPass] { [] }
}
