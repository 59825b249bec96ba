public import Passes

/// What one composite of a region has become.
public struct TileKernel: Sendable, Hashable {

  public var name: KernelName

  /// What it computes, such as `conv2d`.
  public var operation: String

  public let origin: Provenance

  public var body: [TileStatement]

  public init(
    _ name: KernelName, operation: String, origin: Provenance, body: [TileStatement] = []
  ) {
    self.name = name
    self.operation = operation
    self.origin = origin
    self.body = body
  }

}

extension TileKernel {
  /// Every buffer that the kernel declares.
  var buffers: [BufferName: TileBuffer] {
    var buffers: [BufferName: TileBuffer] = [:]
    for statement in body.flattened {
      if case .allocate(let buffer) = statement.kind { buffers[buffer.name] = buffer }
    }
    return buffers
  }
}
