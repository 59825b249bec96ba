import Debugger

/// The boxes of one region, laid out among themselves, and where values cross its border.
/// - Units: pixels from the upper left corner of the region.
struct RegionLayout {

  typealias Point = LayeredLayout.Point

  /// The corner of each box, in the order of `members`.
  private(set) var corners: [Point] = []

  /// Where a value comes in and goes out, by the box that makes it.
  private(set) var entries: [Int: Point] = [:]
  private(set) var exits: [Int: Point] = [:]

  /// The points that arrows within the region lead through, with their ends.
  private(set) var ways: [[Point]] = []

  private(set) var size = LayeredLayout.Size(width: 0, height: 0)

  static let margin = 12.0

  /// The room for what stands at the head.
  static let head = 20.0

  /// - Parameter members: the boxes of the region.
  /// - Parameter frames: of all boxes; their sizes count.
  /// - Parameter arrows: those that begin or end in the region.
  init(
    _ members: [Int], _ frames: [Frame], _ arrows: [GraphPicture.Arrow], captionWidth: Double
  ) {
    var places: [Int: Int] = [:]
    for (place, box) in members.enumerated() { places[box] = place }
    var border = BorderPlaces(next: members.count)
    var links: [LayeredLayout.Link] = []
    for arrow in arrows {
      let link: LayeredLayout.Link
      switch (places[arrow.from], places[arrow.to]) {
      case (let from?, let to?): link = .init(from: from, to: to)
      case (nil, let to?): link = .init(from: border.entry(of: arrow.from), to: to)
      case (let from?, nil):
        // A value that goes out several times does so at one place.
        guard border.exits[arrow.from] == nil else { continue }
        link = .init(from: from, to: border.exit(of: arrow.from))
      default: continue
      }
      links.append(link)
    }
    let port = LayeredLayout.Size(width: 8, height: 0)
    let sizes =
      members.map { frames[$0].size } + Array(repeating: port, count: border.count)
    let layout = LayeredLayout(sizes, links, bottom: Set(border.exits.values))
    let inset = Point(x: Self.margin, y: Self.margin + Self.head)
    size.width = max(layout.size.width, captionWidth) + 2 * Self.margin
    size.height = layout.size.height + 2 * Self.margin + Self.head
    corners = members.indices.map { layout.corners[$0] + inset }
    for (maker, place) in border.entries {
      entries[maker] = Point(x: layout.corners[place].x + 4 + inset.x, y: 0)
    }
    for (maker, place) in border.exits {
      exits[maker] = Point(x: layout.corners[place].x + 4 + inset.x, y: size.height)
    }
    let starts = Dictionary(uniqueKeysWithValues: border.entries.map { ($1, entries[$0]) })
    let ends = Dictionary(uniqueKeysWithValues: border.exits.map { ($1, exits[$0]) })
    func frame(_ place: Int) -> Frame {
      Frame(
        x: corners[place].x, y: corners[place].y, width: sizes[place].width,
        height: sizes[place].height)
    }
    for (link, bends) in zip(links, layout.bends) {
      let start = (starts[link.from] ?? nil) ?? frame(link.from).bottom
      let end = (ends[link.to] ?? nil) ?? frame(link.to).top
      ways.append([start] + bends.map { $0 + inset } + [end])
    }
  }

}

/// The places among all that is laid out of what stands for values at the border.
private struct BorderPlaces {

  var next: Int
  private(set) var entries: [Int: Int] = [:]
  private(set) var exits: [Int: Int] = [:]

  var count: Int { entries.count + exits.count }

  init(next: Int) { self.next = next }

  mutating func entry(of maker: Int) -> Int {
    if let known = entries[maker] { return known }
    defer { next += 1 }
    entries[maker] = next
    return next
  }

  mutating func exit(of maker: Int) -> Int {
    if let known = exits[maker] { return known }
    defer { next += 1 }
    exits[maker] = next
    return next
  }

}
