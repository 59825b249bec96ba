import Support

/// Places boxes in layers, so that every arrow leads down.
///
/// A box stands below all that it has arrows from. What an arrow passes on its way over several
/// layers is kept free for it. Boxes of a layer are put in order by where their neighbours stand.
/// - Units: everything in pixels.
/// - Cost: O(boxes + arrows + what arrows pass), for a fixed number of rounds.
/// - Source: Sugiyama, Tagawa, Toda: Methods for visual understanding of hierarchical system
///   structures, 1981.
struct LayeredLayout {

  struct Size: Sendable, Hashable {
    var width: Double
    var height: Double
  }

  struct Point: Sendable, Hashable {
    var x: Double
    var y: Double
  }

  /// An arrow between two boxes, by their indices.
  struct Link: Sendable, Hashable {
    var from: Int
    var to: Int
  }

  /// The upper left corner of each box.
  private(set) var corners: [Point] = []

  /// For each link, the points that it leads through between its ends.
  private(set) var bends: [[Point]] = []

  private(set) var size = Size(width: 0, height: 0)

  private static let gap = Size(width: 18, height: 30)

  /// What an arrow passes in a layer is as wide as this.
  private static let track = Size(width: 10, height: 0)

  private var sizes: [Size]

  /// Where the work is to end, all stays where it is, and whoever writes the drawing refuses to.
  private var poll = Poll()

  /// The layer of each box and track, and the boxes and tracks of each layer from left to right.
  private var layers: [Int] = []
  private var rows: [[Int]] = []

  private var above: [[Int]]
  private var below: [[Int]]

  /// The middle of each box and track, and the height of each layer.
  private var middles: [Double] = []
  private var heights: [Double] = []

  /// - Parameter bottom: boxes that stand below all others.
  init(_ sizes: [Size], _ links: [Link], bottom: Set<Int> = []) {
    self.sizes = sizes
    above = Array(repeating: [], count: sizes.count)
    below = above
    let links = links.filter { $0.from != $0.to }
    assignLayers(links, bottom)
    let tracks = layTracks(links)
    orderRows()
    placeColumns()
    placeRows(sizes.count)
    bends = tracks.map { track in
      track.flatMap { box -> [Point] in
        let (top, height) = (corners[box].y, heights[layers[box]])
        return [Point(x: middles[box], y: top), Point(x: middles[box], y: top + height)]
      }
    }
    corners = Array(corners.prefix(sizes.count))
  }

  // MARK: Layers

  /// The layer of a box is the length of the longest way to it.
  private mutating func assignLayers(_ links: [Link], _ bottom: Set<Int>) {
    var next: [[Int]] = Array(repeating: [], count: sizes.count)
    var open = [Int](repeating: 0, count: sizes.count)
    for link in links {
      next[link.from].append(link.to)
      open[link.to] += 1
    }
    layers = Array(repeating: 0, count: sizes.count)
    var ready = sizes.indices.filter { open[$0] == 0 }
    var index = 0
    while index < ready.count, !poll.isRequested() {
      let box = ready[index]
      index += 1
      for other in next[box] {
        layers[other] = max(layers[other], layers[box] + 1)
        open[other] -= 1
        if open[other] == 0 { ready.append(other) }
      }
    }
    let last = layers.max() ?? 0
    let isBottomFree = !layers.indices.contains { layers[$0] == last && !bottom.contains($0) }
    for box in bottom { layers[box] = isBottomFree ? last : last + 1 }
  }

  /// Adds a track in each layer that a link passes; those of each link from above to below.
  private mutating func layTracks(_ links: [Link]) -> [[Int]] {
    var room = 20 * sizes.count + 1000
    rows = Array(repeating: [], count: (layers.max() ?? -1) + 1)
    for box in sizes.indices { rows[layers[box]].append(box) }
    return links.map { link in
      let passed = max(0, layers[link.to] - layers[link.from] - 1)
      // What passes everything is drawn straight where there would be too much of it.
      guard passed > 0, passed <= room, !poll.isRequested(after: passed) else {
        join(link.from, link.to)
        return []
      }
      room -= passed
      var track: [Int] = []
      for layer in layers[link.from] + 1 ..< layers[link.to] {
        sizes.append(Self.track)
        layers.append(layer)
        above.append([])
        below.append([])
        rows[layer].append(sizes.count - 1)
        join(track.last ?? link.from, sizes.count - 1)
        track.append(sizes.count - 1)
      }
      join(track.last ?? link.from, link.to)
      return track
    }
  }

  private mutating func join(_ upper: Int, _ lower: Int) {
    guard layers[upper] < layers[lower] else { return }
    above[lower].append(upper)
    below[upper].append(lower)
  }

  // MARK: Order

  private mutating func orderRows() {
    var places = [Double](repeating: 0, count: sizes.count)
    for row in rows { for (place, box) in row.enumerated() { places[box] = Double(place) } }
    for round in 0 ..< 6 {
      let isDown = round % 2 == 0
      for row in isDown ? Array(rows.indices) : rows.indices.reversed() {
        if poll.isRequested(after: 16 * rows[row].count) { return }
        let wanted = rows[row].map { box -> Double in
          mean(of: isDown ? above[box] : below[box], places) ?? places[box]
        }
        let order = wanted.indices.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
        rows[row] = order.map { [own = rows[row]] in own[$0] }
        for (place, box) in rows[row].enumerated() { places[box] = Double(place) }
      }
    }
  }

  private func mean(of boxes: [Int], _ places: [Double]) -> Double? {
    boxes.isEmpty ? nil : boxes.reduce(0) { $0 + places[$1] } / Double(boxes.count)
  }

  // MARK: Places

  /// Moves every box towards the middle of its neighbours as far as those beside it let it.
  private mutating func placeColumns() {
    middles = Array(repeating: 0, count: sizes.count)
    for row in rows {
      var x = 0.0
      for box in row {
        middles[box] = x + sizes[box].width / 2
        x += sizes[box].width + Self.gap.width
      }
      for box in row { middles[box] -= x / 2 }
    }
    for round in 0 ..< 8 {
      let isDown = round % 2 == 0
      for row in isDown ? Array(rows.indices) : rows.indices.reversed() {
        if poll.isRequested(after: 16 * rows[row].count) { return }
        let wanted = rows[row].map { box in
          mean(of: isDown ? above[box] : below[box], middles) ?? middles[box]
        }
        settle(rows[row], wanted)
      }
    }
  }

  /// Places the boxes of a row as near to where they are wanted as their widths let them: half way
  /// between what pushing to the right and pushing to the left gives.
  private mutating func settle(_ row: [Int], _ wanted: [Double]) {
    func distance(_ a: Int, _ b: Int) -> Double {
      (sizes[row[a]].width + sizes[row[b]].width) / 2 + Self.gap.width
    }
    var right = wanted
    for index in row.indices.dropFirst() {
      right[index] = max(wanted[index], right[index - 1] + distance(index - 1, index))
    }
    var left = wanted
    for index in row.indices.dropLast().reversed() {
      left[index] = min(wanted[index], left[index + 1] - distance(index, index + 1))
    }
    for (index, box) in row.enumerated() { middles[box] = (left[index] + right[index]) / 2 }
  }

  private mutating func placeRows(_ count: Int) {
    let left = sizes.indices.map { middles[$0] - sizes[$0].width / 2 }.min() ?? 0
    for box in middles.indices { middles[box] -= left }
    corners = Array(repeating: Point(x: 0, y: 0), count: sizes.count)
    var y = 0.0
    for row in rows {
      let height = row.reduce(0) { max($0, sizes[$1].height) }
      heights.append(height)
      for box in row {
        // A track goes straight through its layer.
        let top = box >= count ? 0 : (height - sizes[box].height) / 2
        corners[box] = Point(x: middles[box] - sizes[box].width / 2, y: y + top)
      }
      y += height + Self.gap.height
    }
    let width = sizes.indices.map { middles[$0] + sizes[$0].width / 2 }.max() ?? 0
    size = Size(width: width, height: max(0, y - Self.gap.height))
  }

}
