import Support

/// One instruction's worth of a nest: addresses in memories, two loops and a list of micro-ops.
struct FlatNest: Sendable {

  struct Loop: Sendable {
    var trips = 1
    var step = MicroOp(destination: 0, source: 0, weight: 0)
  }

  var outer = Loop()
  var inner = Loop()
  var microOps: [MicroOp] = []

}

extension FlatNest {

  /// What an execution of `nest` takes: one, or where guards cut it, one for each place in the
  /// window that is not left out.
  static func all(_ nest: LoopNest, _ instance: TileRun.Instance) -> [FlatNest] {
    var extents: [LoopName: Int] = [:]
    for loop in nest.loops {
      extents[loop.variable] = loop.extent.value(in: instance.environment)
    }
    return cut(nest, extents, instance.environment).compactMap { flatten(nest, $0, instance) }
  }

  /// The part of each loop that is to run.
  private typealias Ranges = [LoopName: Range<Int>]

  private static func cut(
    _ nest: LoopNest, _ extents: [LoopName: Int], _ environment: TileEnvironment
  ) -> [Ranges] {
    let whole = extents.mapValues { 0 ..< $0 }
    if nest.guards.isEmpty || nest.guards.allSatisfy({ holds($0, whole, environment) }) {
      return [whole]
    }
    var places: [Ranges] = [whole]
    for limit in nest.guards {
      let owned = nest.loops.filter { limit.index.factor(of: $0.symbol) != 0 }
      // The last loop of the index is cut short, the others are taken one by one.
      for loop in owned.dropLast() {
        places = places.flatMap { place in
          (place[loop.variable] ?? 0 ..< 1).map { value in
            var next = place
            next[loop.variable] = value ..< value + 1
            return next
          }
        }
      }
      places = places.compactMap { shortened($0, limit, owned.last?.variable, environment) }
    }
    return places
  }

  private static func holds(
    _ limit: LoopNest.Guard, _ ranges: Ranges, _ environment: TileEnvironment
  ) -> Bool {
    var low = environment
    var high = environment
    for (loop, range) in ranges {
      low[.start(loop)] = range.lowerBound
      high[.start(loop)] = range.upperBound - 1
    }
    return limit.index.value(in: low) >= 0 && limit.index.value(in: high) < limit.extent
  }

  /// `ranges` with the range of `loop` reduced to what `limit` allows; `nil` if that is nothing.
  private static func shortened(
    _ ranges: Ranges, _ limit: LoopNest.Guard, _ loop: LoopName?, _ environment: TileEnvironment
  ) -> Ranges? {
    var fixed = environment
    for (other, range) in ranges where other != loop {
      fixed[.start(other)] = range.lowerBound
    }
    guard let loop, let range = ranges[loop] else {
      return (0 ..< limit.extent).contains(limit.index.value(in: fixed)) ? ranges : nil
    }
    let allowed = range.filter { value in
      fixed[.start(loop)] = value
      return (0 ..< limit.extent).contains(limit.index.value(in: fixed))
    }
    guard let first = allowed.first, let last = allowed.last else { return nil }
    var result = ranges
    result[loop] = first ..< last + 1
    return result
  }

  private static func flatten(
    _ nest: LoopNest, _ ranges: Ranges, _ instance: TileRun.Instance
  ) -> FlatNest? {
    guard !ranges.values.contains(where: \.isEmpty) else { return nil }
    let address = Addressing(nest, instance)
    var flat = FlatNest()
    let fold = nest.fold ?? LoopNest.Fold(loops: [], microOps: nest.loops.map(\.variable))
    var loops = fold.loops.map { group in
      let trips = group.map { ranges[$0]?.count ?? 1 }.product
      return Loop(trips: trips, step: address.step(group.last))
    }
    if let last = loops.popLast() { flat.inner = last }
    if let first = loops.popLast() { flat.outer = first }
    var first = address.base
    for (loop, range) in ranges {
      first = first.adding(range.lowerBound, address.step(loop))
    }
    flat.microOps = [first]
    for loop in fold.microOps {
      let step = address.step(loop)
      let count = ranges[loop]?.count ?? 1
      flat.microOps = flat.microOps.flatMap { op in
        (0 ..< count).map { op.adding($0, step) }
      }
    }
    return flat
  }

}

extension MicroOp {
  func adding(_ count: Int, _ step: MicroOp) -> MicroOp {
    MicroOp(
      destination: destination + count * step.destination, source: source + count * step.source,
      weight: weight + count * step.weight)
  }
}

/// Where the accesses of a nest start and how far a step of each loop takes them.
private struct Addressing {

  private let accesses: [(access: LoopNest.Access, live: TileRun.Live)]

  init(_ nest: LoopNest, _ instance: TileRun.Instance) {
    var accesses = [nest.destination] + nest.sources
    // A vector operation with an immediate reads its destination.
    if accesses.count == 1 { accesses.append(nest.destination) }
    self.accesses = accesses.compactMap { access in
      instance.buffers[access.buffer].map { (access, $0) }
    }
  }

  var base: MicroOp {
    microOp { access, live in
      live.address + zip(access.indices, live.strides).reduce(0) { $0 + $1.0.constant * $1.1 }
    }
  }

  /// - Returns: nothing to go for no loop.
  func step(_ loop: LoopName?) -> MicroOp {
    microOp { access, live in
      guard let loop else { return 0 }
      return zip(access.indices, live.strides).reduce(0) {
        $0 + $1.0.factor(of: .start(loop)) * $1.1
      }
    }
  }

  private func microOp(_ part: (LoopNest.Access, TileRun.Live) -> Int) -> MicroOp {
    let parts = accesses.map { part($0.access, $0.live) } + [0, 0, 0]
    return MicroOp(destination: parts[0], source: parts[1], weight: parts[2])
  }

}
