/// A loop over ranges: `for y in 0..<56 by 14` takes `y` through 0, 14, 28 and 42.
public struct TileLoop: Sendable, Hashable {

  public var variable: String
  public var extent: Int
  public var step: Int

  public init(_ variable: String, extent: Int, step: Int) {
    self.variable = variable
    self.extent = extent
    self.step = step
  }

  /// How often the body runs.
  public var trips: Int { (extent + step - 1) / step }

  /// What the current number of elements is called.
  public var size: String { "|\(variable)|" }

}
