public import Diagnostics
public import Passes

/// An accelerator that programs can be made for and run on.
///
/// Front ends know an accelerator only through this.
public protocol Target: Sendable {

  var description: TargetDescription { get }

  /// The passes that take its regions from the graph to instructions, in the order in which they
  /// are applied by default.
  var passes: [OfferedPass] { get }

  /// The program that `source` spells, a text of regions that have left the graph for this
  /// accelerator.
  /// - Parameter program: what the regions may be regions of.
  /// - Errors: there is no such form of text, or what is not understood, with its place.
  func program(
    reading source: SourceText, in program: Program?
  ) throws(Diagnostic) -> RegionProgram

  /// A machine that nothing is loaded into.
  func makeDevice() -> any Device

}

extension Target {
  public var passes: [OfferedPass] { [] }

  public func program(
    reading source: SourceText, in program: Program?
  ) throws(Diagnostic) -> RegionProgram {
    throw .error("no region of `\(description.name)` has a text that can be loaded")
  }
}
