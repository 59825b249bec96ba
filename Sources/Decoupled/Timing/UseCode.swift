import Simulation

/// A `CycleUse` as its index alone, which is what the inner loops compare and count by.
struct UseCode: Sendable, Equatable {

  let index: Int

  var use: CycleUse { CycleUse(index: index) }

  static var computing: Self { Self(index: 0) }
  static var moving: Self { Self(index: 1) }
  static var latency: Self { Self(index: 2) }
  static var port: Self { Self(index: 3) }
  static var instruction: Self { Self(index: 4) }
  static var overhead: Self { Self(index: 5) }
  static var dispatching: Self { Self(index: 6) }
  static var queueFull: Self { Self(index: 7) }
  static var idle: Self { Self(index: 8) }
  static func token(queue: Int) -> Self { Self(index: 9 + 2 * queue) }
  static func room(queue: Int) -> Self { Self(index: 10 + 2 * queue) }

  /// A run of cycles with one use.
  struct Span {
    let use: UseCode
    let begin: Int
    let end: Int
  }

}
