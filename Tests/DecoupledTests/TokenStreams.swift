import ISA
import Support
import TargetKit

@testable import Decoupled

/// Random streams that wait for each other by tokens; some of them hang.
enum TokenStreams {

  /// Descriptions with tight and with loose queues.
  static func targets() throws -> [DecoupledDescription] {
    let depths: [(tokens: [Int?], queues: [Int?])] = [
      ([nil, nil, nil, nil], [nil, nil, nil]), ([1, 1, 1, 1], [nil, nil, nil]),
      ([2, nil, 1, 3], [nil, nil, nil]), ([nil, nil, nil, nil], [1, 1, 1]),
      ([1, 2, 3, 1], [2, 1, 3]), ([3, 1, nil, 2], [4, 8, 1]),
    ]
    return try depths.map { depths in
      let queues = zip(["l2g", "g2l", "g2s", "s2g"], depths.tokens)
      let units = zip(["load, letter: L", "compute, letter: C", "store, letter: S"], depths.queues)
      return try changedDescription(
        queues.compactMap { name, depth in
          depth.map { ("{name: \(name), ", "{name: \(name), depth: \($0), ") }
        }
          + units.compactMap { name, depth in
            depth.map { ("{name: \(name)}", "{name: \(name), queue-depth: \($0)}") }
          })
    }
  }

  /// One to three streams that mostly pop what was pushed before.
  static func workload(
    _ target: DecoupledDescription, _ random: inout SplitMix64
  ) throws -> Workload {
    let word = try WordMaker()
    let units = target.units.map(\.name)
    let formats = ["load", "gemm", "store"]
    let memories = [2, 0, 0]
    var levels = target.tokens.map { _ in 0 }
    var tokens: [String: Int] = [:]
    for (queue, token) in target.tokens.enumerated() where random.below(4) == 0 {
      levels[queue] = 1 + random.below(min(3, token.depth ?? 3))
      tokens[token.name] = levels[queue]
    }
    let daring = random.below(3) == 0 ? 40 : 1_000
    let streams = (0 ..< 1 + random.below(3)).map { _ -> Stream in
      let words = (0 ..< 1 + random.below(60)).map { _ -> Word in
        let unit = random.below(units.count)
        var fields = unit == 1 ? [:] : ["memory_type": memories[unit]]
        for (queue, token) in target.tokens.enumerated() {
          if token.to == units[unit], random.below(2) == 0,
            levels[queue] > 0 || random.below(daring) == 0
          {
            levels[queue] -= 1
            fields[token.pop] = 1
          }
          if token.from == units[unit], random.below(5) < 2 {
            levels[queue] += 1
            fields[token.push] = 1
          }
        }
        return word(formats[unit], fields)
      }
      return Stream(words: words + [word("finish")])
    }
    return Workload(streams: streams, initialTokens: tokens)
  }

}
