/// Values that have no place of their own in DRAM: they are written and read where they lie in the
/// values that they are parts of.
struct ValueParts: Sendable {

  private var places: [ValueName: (value: TileValue, whole: ValueName, block: Int)] = [:]

  /// Makes `value` the blocks of channels of `whole` from `block` on; `whole` may be a part itself.
  mutating func insert(_ value: TileValue, of whole: ValueName, at block: Int) {
    let outer = places[whole]
    places[value.name] = (value, outer?.whole ?? whole, (outer?.block ?? 0) + block)
  }

  /// What the part `name` would be if it were a value of its own; nil if it is one.
  func value(_ name: ValueName) -> TileValue? { places[name]?.value }

  /// The box of the whole that the box `slice` of a part is.
  func slice(_ slice: Slice) -> Slice {
    guard let place = places[slice.value] else { return slice }
    var ranges = slice.ranges
    ranges[1].start = ranges[1].start + Linear(place.block)
    return Slice(place.whole, ranges)
  }

}
