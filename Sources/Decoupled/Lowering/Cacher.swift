import GraphIR
import Passes
import Support

/// Places the buffers of one kernel.
struct Cacher {

  private let accelerator: Accelerator

  private var counts: [String: Int] = [:]

  /// What the changes are called.
  private static let rule = "cache-operands"

  init(_ accelerator: Accelerator) { self.accelerator = accelerator }

  /// Gives the operands of a statement their places.
  mutating func visit(_ cursor: inout TileCursor) {
    switch cursor.statement.kind {
    case .allocate(var buffer) where buffer.memory == nil:
      buffer.memory = accelerator.accumulator.id
      cursor.replace(by: [.allocate(buffer)], rule: "name-memory")
    case .block(let block): cursor.replace(by: cached(block, at: &cursor), rule: Self.rule)
    default: break
    }
  }

  private mutating func cached(
    _ block: Block, at cursor: inout TileCursor
  ) -> [TileStatement.Kind] {
    var block = block
    switch (block.operation, block.operands.compactMap(\.box)) {
    case (.widen, let boxes) where boxes.count == 1:
      return widened(boxes[0], into: block.destination, at: &cursor)
    case (.convolve, let boxes) where boxes.count == 2:
      block.operands = [
        place(boxes[0], accelerator.input, "d", at: &cursor),
        place(boxes[1], accelerator.weight, "w", at: &cursor),
      ]
    case (.pool, let boxes) where boxes.count == 1:
      let name = nextName("p")
      let buffer = TileBuffer(
        name, memory: accelerator.accumulator.id, boxes[0].ranges.map(\.count))
      block.operands = [.buffer(name)]
      return [.allocate(buffer)] + widened(boxes[0], into: name, at: &cursor) + [.block(block)]
    case (.vector, let boxes) where boxes.count == 1:
      block.operands = [place(boxes[0], accelerator.accumulator, "b", at: &cursor)]
    default: break
    }
    return [.block(block)]
  }

  /// What brings narrow data into an accumulator: a load that extends it, or a product with the
  /// identity where the accelerator has no such load.
  private mutating func widened(
    _ slice: Slice, into destination: BufferName, at cursor: inout TileCursor
  ) -> [TileStatement.Kind] {
    guard accelerator.widening == nil else {
      return [.transfer(TileTransfer(.load, destination, slice))]
    }
    let data = place(slice, accelerator.input, "d", at: &cursor)
    let one = Slice(identity(at: &cursor), Array(repeating: .init(0, 1), count: 4))
    let weight = place(one, accelerator.weight, "w", at: &cursor)
    return [
      .block(Block(.fill, destination, immediate: 0)),
      .block(Block(.widen, destination, [data, weight])),
    ]
  }

  /// The weights that leave each block as it is.
  private func identity(at cursor: inout TileCursor) -> ValueName {
    let known = cursor.values.first { $0.recipe?.terms == [.identity] }
    let weight = accelerator.weight
    return known?.name
      ?? cursor.define { origin in
        TileValue(
          ValueName("I"), shape: [], memory: weight.id, axes: .weights, extents: [1, 1, 1, 1],
          elementBytes: weight.dramElementBytes, recipe: TileValue.Recipe([.identity]),
          origin: origin)
      }
  }

  /// Declares and fills a buffer for `slice` in the innermost loop that it depends on.
  private mutating func place(
    _ slice: Slice, _ memory: MemoryDescription, _ letter: String, at cursor: inout TileCursor
  ) -> Block.Operand {
    let loops = slice.loops
    let level = (cursor.loops.lastIndex { loops.contains($0.variable) } ?? -1) + 1
    let buffer = TileBuffer(nextName(letter), memory: memory.id, slice.ranges.map(\.count))
    let copy = TileTransfer(.load, buffer.name, slice)
    cursor.insert([.allocate(buffer), .transfer(copy)], atLevel: level, rule: Self.rule)
    return .buffer(buffer.name)
  }

  private mutating func nextName(_ letter: String) -> BufferName {
    counts[letter, default: 0] += 1
    return BufferName("\(letter)\(counts[letter] ?? 1)")
  }

}
