public import GraphIR
public import Support

/// What one composite of a region has become.
public struct TileKernel: Sendable, Hashable {

  public var name: String

  /// What it computes, such as `conv2d`.
  public var operation: String

  public var origins: [ID<Node>]

  public var body: [TileStatement]

  public init(
    _ name: String, operation: String, origins: [ID<Node>], body: [TileStatement] = []
  ) {
    self.name = name
    self.operation = operation
    self.origins = origins
    self.body = body
  }

}
