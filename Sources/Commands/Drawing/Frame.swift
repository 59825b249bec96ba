/// A rectangle of a drawing.
/// - Units: pixels.
struct Frame: Sendable, Hashable {

  var x = 0.0
  var y = 0.0
  var width = 0.0
  var height = 0.0

  /// Where arrows end and begin.
  var top: LayeredLayout.Point { .init(x: x + width / 2, y: y) }
  var bottom: LayeredLayout.Point { .init(x: x + width / 2, y: y + height) }

  var size: LayeredLayout.Size { .init(width: width, height: height) }

}

extension LayeredLayout.Point {
  static func + (a: Self, b: Self) -> Self { Self(x: a.x + b.x, y: a.y + b.y) }
}
