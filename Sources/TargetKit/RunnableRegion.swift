public import Diagnostics
public import GraphIR
public import Passes

/// A region that has become instructions: what the host does to run it on a device.
public protocol RunnableRegion: LoweredRegion {

  /// Its instructions, without what it is given.
  var workload: Workload { get set }

  /// The instructions as they are listed, one line each.
  var listing: [String] { get }

  /// Whether code has to be loaded into this program to run it.
  var loadsCode: Bool { get }

  /// By how much what it computes may differ from what the evaluator does; 0 for the same bits.
  /// - Units: parts of the largest element.
  var rounding: Double { get }

  /// Puts the region onto a device of its accelerator, which then stands before the first
  /// instruction.
  /// - Parameter arguments: nil where its instructions are looked at and not run.
  /// - Errors: the arguments are not those that the region was made for, or it can not be run here.
  func load(
    _ arguments: [Value]?, onto device: inout any Device, _ options: RunOptions
  ) throws(Diagnostic)

  /// The same, where some tensors stand in memory already, as the region takes them.
  /// - Parameter shared: their bytes, by the position of the argument.
  func load(
    _ arguments: [Value], sharing shared: [Int: ArraySlice<UInt8>], onto device: inout any Device,
    _ options: RunOptions
  ) throws(Diagnostic)

  /// The value of the region, from a device that has run it to its end.
  /// - Errors: the device does not hold it.
  func result(on device: any Device) throws(Diagnostic) -> Value

  /// Where it takes its tensors from in memory, and where it puts them, in order; empty for one
  /// that is handed its tensors in another way.
  var inputs: [HostBinding] { get }
  var outputs: [HostBinding] { get }

}

extension RunnableRegion {
  public var inputs: [HostBinding] { [] }

  public var outputs: [HostBinding] { [] }

  public func load(
    _ arguments: [Value], sharing shared: [Int: ArraySlice<UInt8>], onto device: inout any Device,
    _ options: RunOptions
  ) throws(Diagnostic) {
    try load(arguments, onto: &device, options)
  }

  public var loadsCode: Bool { false }

  public var rounding: Double { 0 }
}
