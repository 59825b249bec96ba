import Canvas
import Testing

@Suite struct LayoutTests {

  private let split = Split.parts(
    .down,
    [
      .init(.cells(1), .leaf("bar")),
      .init(
        .weight(2),
        .parts(.across, [.init(.weight(3), .leaf("left")), .init(.weight(1), .leaf("right"))])),
      .init(.weight(1), .leaf("bottom")),
    ])

  @Test func sharesAreOfWhatIsLeft() {
    let places = split.places(in: Rect(columns: 40, rows: 22))
    #expect(places.map(\.content) == ["bar", "left", "right", "bottom"])
    #expect(
      places.map(\.rect) == [
        Rect(columns: 40, rows: 1), Rect(column: 0, row: 1, columns: 30, rows: 14),
        Rect(column: 30, row: 1, columns: 10, rows: 14),
        Rect(column: 0, row: 15, columns: 40, rows: 7),
      ])
  }

  /// The parts of a rectangle of any size cover it and do not overlap.
  @Test func partsCoverTheWhole() {
    var wrong: [Rect] = []
    for columns in 0 ... 30 {
      for rows in 0 ... 12 {
        let places = split.places(in: Rect(columns: columns, rows: rows)).map(\.rect)
        var counts = Array(repeating: 0, count: columns * rows)
        for place in places {
          for row in place.row ..< place.row + place.rows {
            for column in place.column ..< place.column + place.columns {
              counts[row * columns + column] += 1
            }
          }
        }
        if counts.contains(where: { $0 != 1 }) { wrong.append(Rect(columns: columns, rows: rows)) }
      }
    }
    #expect(wrong.isEmpty)
  }

  @Test func growingTakesTheNearestSplit() {
    var grown = split
    let found = [("left", .across), ("left", .down), ("bar", .across)].map {
      (content: String, axis: Split<String>.Axis) in grown.grow(content, along: axis, by: 1)
    }
    #expect(found == [true, true, false])
    #expect(grown != split)
  }

  @Test func themesNeverMarkByRedAndGreen() {
    for depth in ColorDepth.allCases {
      let theme = Theme(depth)
      for (one, other) in [(Role.added, Role.removed), (.running, .waiting)] {
        #expect(depth == .none || theme[one].foreground != theme[other].foreground)
        #expect(theme[one] != theme[other])
        #expect(theme[one].foreground != .green && theme[other].foreground != .green)
      }
    }
    #expect(Role.allCases.allSatisfy { Theme(.none)[$0].foreground == nil })
  }

  @Test(arguments: [
    (KeyPress.character("x"), "x"), (.character(" "), "Space"), (.control("l"), "Ctrl-L"),
    (.function(2), "F2"), (.backTab, "S-Tab"), (.pageUp, "PgUp"), (.up, "Up"), (.escape, "Esc"),
  ])
  func keysHaveNames(_ key: KeyPress, _ name: String) {
    #expect(key.description == name)
  }

}
