import Support

/// How a kernel is cut into tiles: the order of the loops and how much each takes at a time.
struct Schedule: Sendable, Hashable {

  /// An axis of the work: images, blocks of output channels, rows, columns, and blocks of input
  /// channels that are summed over.
  enum Axis: String, Sendable, CaseIterable {
    case n, o, y, x, c

    /// The loop over its tiles.
    var loop: LoopName { LoopName(rawValue) }
  }

  /// The loops, outermost first.
  var order: [Axis]

  /// How many elements there are along each axis, and how many a tile has.
  var extents: PerAxis
  var sizes: PerAxis

  func extent(_ axis: Axis) -> Int { extents[axis] }
  func size(_ axis: Axis) -> Int { sizes[axis] }
  func trips(_ axis: Axis) -> Int { (extent(axis) + size(axis) - 1) / size(axis) }

  /// The axes that are loops because they take more than one trip, outermost first.
  var loops: [Axis] { order.filter { trips($0) > 1 } }

  /// How often something is loaded that depends on `axes`, placed as far out as it can be.
  func repetitions(of axes: [Axis]) -> Int {
    var all = 1
    var needed = 1
    for axis in order {
      let trips = trips(axis)
      all *= trips
      if trips > 1, axes.contains(axis) { needed = all }
    }
    return needed
  }

  var tileCount: Int { order.map { trips($0) }.product }

  /// The range of `scale` elements for each element of the tile along `axis`, `extra` more at the
  /// end, and `before` fewer at the start.
  func range(
    _ axis: Axis, scale: Int = 1, before: Int = 0, extra: Int = 0
  ) -> Slice.Range {
    guard trips(axis) > 1 else {
      return Slice.Range(Linear(-before), Linear(scale * extent(axis) + extra))
    }
    return Slice.Range(
      Linear(scale, .start(axis.loop), plus: -before),
      Linear(scale, .size(axis.loop), plus: extra))
  }

}
