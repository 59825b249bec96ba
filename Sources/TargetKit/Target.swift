/// An accelerator that programs can be made for and run on.
///
/// Front ends know an accelerator only through this.
public protocol Target: Sendable {

  var description: TargetDescription { get }

  /// A machine that nothing is loaded into.
  func makeDevice() -> any Device

}
