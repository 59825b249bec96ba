import GraphIR
import Support

/// For each node of a function, the first node that everything made from it goes through.
struct PostDominators {

  /// The next node on the way to the result, and how many follow; by index of the node.
  private var parents: [Int32]
  private var depths: [Int32]

  /// - Cost: O(nodes · depth), O(nodes) for graphs that are long and narrow.
  init(_ order: [ID<Node>], readers: [[ID<Node>]], result: ID<Node>) {
    parents = [Int32](repeating: -1, count: readers.count)
    depths = [Int32](repeating: 0, count: readers.count)
    for id in order.reversed() where id != result {
      var common: Int32?
      for reader in readers[Int(id.index)] {
        common = common.map { self.common($0, reader.index) } ?? reader.index
      }
      guard let common, common >= 0 else { continue }
      parents[Int(id.index)] = common
      depths[Int(id.index)] = depths[Int(common)] + 1
    }
  }

  private func common(_ a: Int32, _ b: Int32) -> Int32 {
    var (a, b) = (a, b)
    while a != b, a >= 0, b >= 0 {
      if depths[Int(a)] >= depths[Int(b)] { a = parents[Int(a)] } else { b = parents[Int(b)] }
    }
    return a == b ? a : -1
  }

  /// Whether everything that is made from `id` goes through `root`.
  func isDominated(_ id: ID<Node>, by root: ID<Node>) -> Bool {
    var next = parents[Int(id.index)]
    while next >= 0, next != root.index { next = parents[Int(next)] }
    return next == root.index
  }

}
