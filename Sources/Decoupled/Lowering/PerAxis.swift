/// One number for each axis of a schedule.
struct PerAxis: Sendable, Hashable {

  private var n: Int
  private var o: Int
  private var y: Int
  private var x: Int
  private var c: Int

  /// The same number for every axis.
  init(repeating number: Int) {
    n = number
    o = number
    y = number
    x = number
    c = number
  }

  subscript(axis: Schedule.Axis) -> Int {
    get {
      switch axis {
      case .n: n
      case .o: o
      case .y: y
      case .x: x
      case .c: c
      }
    }
    set {
      switch axis {
      case .n: n = newValue
      case .o: o = newValue
      case .y: y = newValue
      case .x: x = newValue
      case .c: c = newValue
      }
    }
  }

}
