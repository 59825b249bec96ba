import GraphIR
import Support
import TargetKit

/// Places the buffers of one kernel.
struct Cacher {

  private let accelerator: Accelerator

  /// The values of the region; constants that products with the identity need are added.
  private(set) var values: [TileValue]

  /// The loops around what is being visited, and per level what is to stand at the start of the
  /// body of the loop (level 0: of the kernel).
  private var loops: [String] = []
  private var pending: [[TileStatement]] = [[]]

  private var counts: [String: Int] = [:]

  init(_ accelerator: Accelerator, _ values: [TileValue]) {
    self.accelerator = accelerator
    self.values = values
  }

  mutating func cached(_ body: [TileStatement]) -> [TileStatement] {
    let depth = loops.count
    var result: [TileStatement] = []
    for statement in body {
      let replaced = replacing(statement)
      // What this statement needs at this level stands before it.
      result += pending[depth] + replaced
      pending[depth] = []
    }
    return result
  }

  private mutating func replacing(_ statement: TileStatement) -> [TileStatement] {
    var copy = statement
    switch statement.kind {
    case .loop(let loop, let body):
      loops.append(loop.variable)
      pending.append([])
      copy.kind = .loop(loop, cached(body))
      pending.removeLast()
      loops.removeLast()
    case .allocate(var buffer) where buffer.memory == nil:
      buffer.memory = accelerator.accumulator.name
      copy.kind = .allocate(buffer)
    case .block(let block): return replacing(block, statement)
    default: break
    }
    return [copy]
  }

  private mutating func replacing(_ block: Block, _ statement: TileStatement) -> [TileStatement] {
    var block = block
    var copy = statement
    switch block.operation {
    case .widen:
      return widened(block.operands[0], into: block.destination, statement)
    case .convolve:
      block.operands = [
        place(block.operands[0], accelerator.input.name, "d", statement),
        place(block.operands[1], accelerator.weight.name, "w", statement),
      ]
    case .pool:
      let slice = block.operands[0]
      let name = nextName("p")
      let buffer = TileBuffer(
        name, memory: accelerator.accumulator.name, slice.ranges.map(\.count))
      block.operands = [Slice(name)]
      copy.kind = .block(block)
      return [TileStatement(.allocate(buffer), origins: statement.origins)]
        + widened(slice, into: name, statement) + [copy]
    case .vector:
      block.operands = block.operands.map { slice in
        slice.ranges.isEmpty ? slice : place(slice, accelerator.accumulator.name, "b", statement)
      }
    case .fill: break
    }
    copy.kind = .block(block)
    return [copy]
  }

  /// What brings narrow data into an accumulator: a load that extends it, or a product with the
  /// identity where the accelerator has no such load.
  private mutating func widened(
    _ slice: Slice, into destination: String, _ statement: TileStatement
  ) -> [TileStatement] {
    guard accelerator.widening == nil else {
      let load = TileTransfer(.load, destination, slice)
      return [TileStatement(.transfer(load), origins: statement.origins)]
    }
    let data = place(slice, accelerator.input.name, "d", statement)
    let one = Slice(identity, [.init(0, 1), .init(0, 1), .init(0, 1), .init(0, 1)])
    let weight = place(one, accelerator.weight.name, "w", statement)
    let fill = Block(.fill, destination, immediate: 0)
    let product = Block(.widen, destination, [data, weight])
    return [fill, product].map { TileStatement(.block($0), origins: statement.origins) }
  }

  /// The weights that leave each block as it is.
  private var identity: String {
    mutating get {
      if let known = values.first(where: { $0.recipe?.terms == [.identity] }) { return known.name }
      let value = TileValue(
        "I", shape: [], memory: accelerator.weight.name, axes: "ocrs", extents: [1, 1, 1, 1],
        elementBytes: accelerator.weight.dramElementBytes, recipe: TileValue.Recipe([.identity]),
        origins: [])
      values.append(value)
      return value.name
    }
  }

  /// Declares and fills a buffer for `slice` in the innermost loop that it depends on.
  private mutating func place(
    _ slice: Slice, _ memory: String, _ letter: String, _ statement: TileStatement
  ) -> Slice {
    let variables = slice.variables
    let level = (loops.lastIndex { variables.contains($0) } ?? -1) + 1
    let buffer = TileBuffer(nextName(letter), memory: memory, slice.ranges.map(\.count))
    let copy = TileTransfer(.load, buffer.name, slice)
    pending[level] += [
      TileStatement(.allocate(buffer), origins: statement.origins),
      TileStatement(.transfer(copy), origins: statement.origins),
    ]
    return Slice(buffer.name)
  }

  private mutating func nextName(_ letter: String) -> String {
    counts[letter, default: 0] += 1
    return "\(letter)\(counts[letter] ?? 1)"
  }

}
