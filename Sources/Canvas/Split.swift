/// A rectangle cut into smaller ones, side by side or one below the other.
public indirect enum Split<Content: Hashable & Sendable>: Sendable, Hashable {

  /// The direction in which parts follow each other.
  public enum Axis: Sendable, Hashable { case across, down }

  /// One part and how much of the whole it takes.
  public struct Part: Sendable, Hashable {

    public var share: Share
    public var split: Split

    public init(_ share: Share, _ split: Split) {
      self.share = share
      self.split = split
    }

  }

  /// How much of the whole a part takes: cells, or a share of what fixed parts leave.
  public enum Share: Sendable, Hashable {
    case cells(Int)
    case weight(Int)
  }

  case leaf(Content)
  case parts(Axis, [Part])

  /// Every leaf, in reading order.
  public var contents: [Content] {
    switch self {
    case .leaf(let content): [content]
    case .parts(_, let parts): parts.flatMap(\.split.contents)
    }
  }

  /// Where each leaf comes to lie; together they cover `rect` and do not overlap.
  public func places(in rect: Rect) -> [(content: Content, rect: Rect)] {
    switch self {
    case .leaf(let content): return [(content, rect)]
    case .parts(let axis, let parts):
      let lengths = Self.lengths(parts, of: axis == .across ? rect.columns : rect.rows)
      var rest = rect
      return zip(parts, lengths).flatMap { part, length in
        var place = rest
        switch axis {
        case .across:
          place.columns = length
          rest.column += length
          rest.columns -= length
        case .down:
          place.rows = length
          rest.row += length
          rest.rows -= length
        }
        return part.split.places(in: place)
      }
    }
  }

  /// Cuts `total` cells; fixed parts come first, and the last weighted part takes what is left.
  private static func lengths(_ parts: [Part], of total: Int) -> [Int] {
    var left = total
    var lengths = parts.map { part in
      guard case .cells(let count) = part.share else { return 0 }
      let taken = min(max(0, count), left)
      left -= taken
      return taken
    }
    var weights = parts.reduce(0) { $0 + $1.weight }
    for (index, part) in parts.enumerated() where part.weight > 0 {
      lengths[index] = left * part.weight / weights
      left -= lengths[index]
      weights -= part.weight
    }
    if left > 0, let last = lengths.indices.last { lengths[last] += left }
    return lengths
  }

  /// Makes the part that holds `content` larger along `axis`, or smaller where `amount` is below
  /// zero, at the cost of the others; tells whether there was such a part.
  @discardableResult
  public mutating func grow(_ content: Content, along axis: Axis, by amount: Int) -> Bool {
    guard case .parts(let own, var parts) = self,
      let index = parts.firstIndex(where: { $0.split.contents.contains(content) })
    else { return false }
    defer { self = .parts(own, parts) }
    if parts[index].split.grow(content, along: axis, by: amount) { return true }
    guard own == axis, parts.count > 1 else { return false }
    parts[index].share = parts[index].share.grown(by: amount)
    return true
  }

}

extension Split.Part {
  fileprivate var weight: Int {
    guard case .weight(let weight) = share else { return 0 }
    return max(0, weight)
  }
}

extension Split.Share {
  fileprivate func grown(by amount: Int) -> Self {
    switch self {
    case .cells(let count): .cells(min(max(3, count + amount), 1000))
    case .weight(let weight): .weight(min(max(10, weight + 5 * amount), 1000))
    }
  }
}
