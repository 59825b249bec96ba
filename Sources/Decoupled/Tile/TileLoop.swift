/// A loop over ranges: `for y in 0..<56 by 14` takes `y` through 0, 14, 28 and 42.
public struct TileLoop: Sendable, Hashable {

  public var variable: LoopName
  public var extent: Int
  public var step: Int

  public init(_ variable: LoopName, extent: Int, step: Int) {
    self.variable = variable
    self.extent = extent
    self.step = step
  }

  /// How often the body runs.
  public var trips: Int { (extent + step - 1) / step }

  /// Where the current range starts, and how long it is.
  public var start: TileSymbol { .start(variable) }
  public var size: TileSymbol { .size(variable) }

}
