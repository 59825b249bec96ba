public import Diagnostics
public import GraphIR
public import Passes

/// A region that has become instructions: what the host does to run it on a device.
public protocol RunnableRegion: LoweredRegion {

  /// The instructions over an image of memory that holds constants and `arguments`, in the layout
  /// that the instructions expect.
  /// - Errors: the arguments are not those that the region was made for.
  func workload(for arguments: [Value]) throws(Diagnostic) -> Workload

  /// The value of the region, from a device that has run such a workload to its end.
  /// - Errors: the memory of the device does not hold it.
  func result(on device: any Device) throws(Diagnostic) -> Value

}
