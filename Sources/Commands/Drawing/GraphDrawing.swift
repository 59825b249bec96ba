import Debugger

/// Where everything of a picture stands: each region is laid out by itself, and then is one box
/// among those of the host.
/// - Units: pixels.
struct GraphDrawing {

  typealias Point = LayeredLayout.Point

  /// Of each box and of each region; a region without boxes has no size.
  private(set) var boxes: [Frame]
  private(set) var regions: [Frame]

  /// The points that arrows lead through, with their ends.
  private(set) var ways: [[Point]] = []

  private(set) var size = LayeredLayout.Size(width: 0, height: 0)

  static let lineHeight = 14.0
  static let letter = 6.4

  private let picture: GraphPicture

  init(_ picture: GraphPicture) {
    self.picture = picture
    boxes = picture.boxes.map { box in
      let longest = box.texts.map(\.count).max() ?? 0
      return Frame(
        width: Double(longest) * Self.letter + 16,
        height: Double(box.texts.count) * Self.lineHeight + 10)
    }
    regions = picture.regions.map { _ in Frame() }
    place(layOutRegions())
  }

  private func layOutRegions() -> [RegionLayout] {
    var members: [[Int]] = Array(repeating: [], count: regions.count)
    for (index, box) in picture.boxes.enumerated() {
      if let region = box.region { members[region].append(index) }
    }
    var arrows: [[GraphPicture.Arrow]] = Array(repeating: [], count: regions.count)
    for arrow in picture.arrows {
      let (from, to) = (picture.boxes[arrow.from].region, picture.boxes[arrow.to].region)
      if let from { arrows[from].append(arrow) }
      if let to, to != from { arrows[to].append(arrow) }
    }
    return regions.indices.map { region in
      RegionLayout(
        members[region], boxes, arrows[region],
        captionWidth: Double(picture.regions[region].caption.count) * Self.letter)
    }
  }

  /// Places regions and what is on the host, and then what is in the regions.
  private mutating func place(_ layouts: [RegionLayout]) {
    let outer = boxes.indices.filter { picture.boxes[$0].region == nil }
    let units = outer.count
    var unit = [Int](repeating: 0, count: boxes.count)
    for (place, box) in outer.enumerated() { unit[box] = place }
    for (index, box) in picture.boxes.enumerated() {
      if let region = box.region { unit[index] = units + region }
    }
    let crossing = picture.arrows.filter { unit[$0.from] != unit[$0.to] }
    let layout = LayeredLayout(
      outer.map { boxes[$0].size } + layouts.map(\.size),
      crossing.map { .init(from: unit[$0.from], to: unit[$0.to]) })
    size = layout.size
    for (place, box) in outer.enumerated() {
      (boxes[box].x, boxes[box].y) = (layout.corners[place].x, layout.corners[place].y)
    }
    var counters = [Int](repeating: 0, count: regions.count)
    for (region, inside) in layouts.enumerated() {
      let corner = layout.corners[units + region]
      regions[region] = Frame(
        x: corner.x, y: corner.y, width: inside.size.width, height: inside.size.height)
      ways += inside.ways.map { way in way.map { $0 + corner } }
    }
    for (index, box) in picture.boxes.enumerated() {
      guard let region = box.region else { continue }
      let inner = layouts[region].corners[counters[region]]
      counters[region] += 1
      boxes[index].x = regions[region].x + inner.x
      boxes[index].y = regions[region].y + inner.y
    }
    for (arrow, bends) in zip(crossing, layout.bends) {
      ways.append([start(of: arrow, layouts)] + bends + [end(of: arrow, layouts)])
    }
  }

  private func start(of arrow: GraphPicture.Arrow, _ layouts: [RegionLayout]) -> Point {
    guard let region = picture.boxes[arrow.from].region,
      let exit = layouts[region].exits[arrow.from]
    else { return boxes[arrow.from].bottom }
    return exit + Point(x: regions[region].x, y: regions[region].y)
  }

  private func end(of arrow: GraphPicture.Arrow, _ layouts: [RegionLayout]) -> Point {
    guard let region = picture.boxes[arrow.to].region,
      let entry = layouts[region].entries[arrow.from]
    else { return boxes[arrow.to].top }
    return entry + Point(x: regions[region].x, y: regions[region].y)
  }

}
