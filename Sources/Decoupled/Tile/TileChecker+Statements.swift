import Diagnostics
import Support
import TargetKit

extension TileChecker {

  mutating func check(_ statement: TileStatement) throws(Diagnostic) {
    switch statement.kind {
    case .loop, .note, .fence: break
    case .allocate(let buffer): try declare(buffer)
    case .block(let block):
      guard !hasRun(Tensorize.self) else {
        throw mistake("", "`tensorize` has run: this must be `reset`, `gemm` or `alu`")
      }
      try check(block)
    case .transfer(let transfer): try check(transfer)
    case .nest(let nest):
      guard hasRun(Tensorize.self) else {
        throw mistake("", "`tensorize` has not run, which makes these statements")
      }
      try check(nest)
    }
    let queues = accelerator.description.tokens.map(\.name)
    for use in statement.pops + statement.pushes {
      guard hasRun(InsertTokens.self) else {
        throw mistake(use.queue.text, "`insert-tokens` has not run, which gives tokens")
      }
      guard queues.contains(use.queue.text) else {
        throw undeclared("token queue", use.queue.text, queues)
      }
    }
  }

  // MARK: Numbers

  /// The least and the greatest value of `linear`, where `inner` are loops of the statement.
  /// - Errors: a symbol is of no loop around the statement.
  func bounds(
    _ linear: Linear, inner: [TileSymbol: ClosedRange<Int>] = [:]
  ) throws(Diagnostic) -> ClosedRange<Int> {
    var (low, high) = (linear.constant, linear.constant)
    for term in linear.terms {
      let range: ClosedRange<Int>
      if let own = inner[term.symbol] {
        range = own
      } else if let loop = loops.first(where: { $0.start == term.symbol }) {
        range = 0 ... (loop.trips - 1) * loop.step
      } else if let loop = loops.first(where: { $0.size == term.symbol }) {
        let last = loop.extent - (loop.trips - 1) * loop.step
        range = min(last, loop.step) ... max(last, loop.step)
      } else {
        throw undeclared("loop", term.symbol.loop.text, loops.map(\.variable.text))
      }
      let ends = [term.factor * range.lowerBound, term.factor * range.upperBound]
      low += min(ends[0], ends[1])
      high += max(ends[0], ends[1])
    }
    return low ... high
  }

  /// The greatest value of an extent.
  /// - Errors: it may be less than 1.
  private func extent(_ linear: Linear) throws(Diagnostic) -> Int {
    let range = try bounds(linear)
    guard range.lowerBound > 0 else {
      throw mistake("\(linear)", "`\(linear)` may be \(range.lowerBound), which is no extent")
    }
    return range.upperBound
  }

  // MARK: Buffers and boxes

  private mutating func declare(_ buffer: TileBuffer) throws(Diagnostic) {
    let name = buffer.name.text
    guard buffers[buffer.name] == nil else { throw twice(name) }
    guard (buffer.memory != nil) == hasRun(Cache.self) else {
      throw mistake(
        name,
        hasRun(Cache.self)
          ? "`cache` has run: it must be `alloc` with a memory"
          : "`cache` has not run, which gives memories: it must be `local`")
    }
    var sizes = [buffer.contexts]
    for linear in buffer.extents { sizes.append(try extent(linear)) }
    let size = sizes.dropFirst().product
    guard sizes.product <= 1 << 24 else { throw mistake(name, "`\(name)` is too large") }
    buffers[buffer.name] = buffer
    guard let memory = buffer.memory else { return }
    guard let found = accelerator.description.memory(memory) else {
      throw undeclared("memory", memory.text, accelerator.description.memories.map(\.name))
    }
    guard buffer.addresses.isEmpty == !hasRun(AllocateSram.self) else {
      throw mistake(
        name,
        hasRun(AllocateSram.self)
          ? "`allocate-sram` has run: `at` must say where it begins"
          : "`allocate-sram` has not run, which says where buffers begin")
    }
    guard buffer.addresses.allSatisfy({ $0 >= 0 && $0 <= found.depth - size }) else {
      throw mistake(" at ", "it does not lie in `\(memory)`, which has \(found.depth) elements")
    }
  }

  /// The number of axes of a buffer.
  /// - Errors: it is not declared here.
  private func rank(_ name: BufferName) throws(Diagnostic) -> Int {
    guard let buffer = buffers[name] else {
      throw undeclared("buffer", name.text, buffers.keys.map(\.text).sorted())
    }
    return buffer.extents.count
  }

  private func checkRank(_ name: BufferName, _ ranks: [Int]) throws(Diagnostic) {
    let rank = try rank(name)
    guard ranks.contains(rank) else {
      throw mistake(
        name.text,
        "`\(name)` has \(rank) axes; expected "
          + ranks.map(String.init).joined(separator: " or "))
    }
  }

  private func check(_ slice: Slice) throws(Diagnostic) {
    guard let value = program.value(slice.value) else {
      throw undeclared("value", slice.value.text, program.values.map(\.name.text))
    }
    guard slice.ranges.count == value.extents.count else {
      throw mistake(
        slice.value.text,
        "`\(slice.value)` has \(value.extents.count) axes, "
          + "found \(slice.ranges.count)")
    }
    for range in slice.ranges {
      _ = try bounds(range.start)
      _ = try extent(range.count)
    }
  }

  // MARK: Blocks

  private func check(_ block: Block) throws(Diagnostic) {
    try checkRank(block.destination, [4])
    let counts: ClosedRange<Int>
    switch block.operation {
    case .fill: counts = 0 ... 0
    case .convolve(let window):
      counts = 2 ... 2
      try check(window)
    case .pool(_, let window, let inside):
      counts = 1 ... 1
      try check(window)
      for limit in inside { try check(limit) }
    case .vector: counts = block.immediate == nil ? 1 ... 1 : 0 ... 0
    case .widen: counts = hasRun(Cache.self) ? 2 ... 2 : 1 ... 1
    }
    guard counts.contains(block.operands.count) else {
      throw mistake("", "it must have \(counts.upperBound) operands")
    }
    var isVector = false
    if case .vector = block.operation { isVector = true }
    for operand in block.operands {
      switch operand {
      case .buffer(let name): try checkRank(name, isVector ? [1, 4] : [4])
      case .box(let slice):
        guard !hasRun(Cache.self) else {
          throw mistake(slice.value.text, "`cache` has run: operands must be buffers")
        }
        try check(slice)
        guard isVector ? [1, 4].contains(slice.ranges.count) : slice.ranges.count == 4 else {
          throw mistake(slice.value.text, "`\(slice.value)` has not the axes that this needs")
        }
      }
    }
  }

  private func check(_ window: Block.Window) throws(Diagnostic) {
    guard (window.kernel + window.strides).allSatisfy({ (1 ... 4096).contains($0) }) else {
      throw mistake("window", "a window has positive extents and strides")
    }
  }

  private func check(
    _ limit: LoopNest.Guard, inner: [TileSymbol: ClosedRange<Int>] = [:]
  ) throws(Diagnostic) {
    _ = try bounds(limit.index, inner: inner)
    guard limit.extent > 0 else { throw mistake("0..<", "a range ends behind 0") }
  }

  // MARK: Copies

  private func check(_ transfer: TileTransfer) throws(Diagnostic) {
    let name = transfer.buffer.text
    let rank = try rank(transfer.buffer)
    try check(transfer.slice)
    guard rank == transfer.slice.ranges.count else {
      throw mistake(name, "`\(name)` has \(rank) axes, the box \(transfer.slice.ranges.count)")
    }
    let value = program.value(transfer.slice.value)
    guard transfer.direction.isLoad || value?.recipe == nil else {
      throw mistake(transfer.slice.value.text, "nothing is stored into a constant")
    }
    guard (transfer.plan != nil) == hasRun(InjectDma.self) else {
      throw mistake(
        "",
        hasRun(InjectDma.self)
          ? "`inject-dma` has run: this must be `load` or `store`"
          : "`inject-dma` has not run: this must be `copy`")
    }
    guard let plan = transfer.plan, let axes = value?.axes else { return }
    let memories = accelerator.description.memories.map(\.name)
    guard let memory = transfer.memory, memories.contains(memory.text) else {
      throw undeclared("memory", transfer.memory?.text ?? "", memories)
    }
    let all = plan.each + plan.rows + plan.columns
    for axis in all where !axes.contains(axis) {
      throw undeclared("axis", axis.text, axes.map(\.text))
    }
    guard Set(all).count == all.count else { throw mistake("as", "an axis is named twice") }
    var trips: [Int] = []
    for axis in plan.each {
      guard let index = axes.firstIndex(of: axis) else { continue }
      trips.append(try extent(transfer.slice.ranges[index].count))
    }
    guard trips.product <= 1 << 16 else { throw mistake("each", "that is too many instructions") }
  }

  // MARK: Nests

  private func check(_ nest: LoopNest) throws(Diagnostic) {
    var inner: [TileSymbol: ClosedRange<Int>] = [:]
    for loop in nest.loops {
      guard inner[loop.symbol] == nil else { throw twice(loop.variable.text) }
      inner[loop.symbol] = 0 ... (try extent(loop.extent)) - 1
    }
    guard inner.values.map({ $0.upperBound + 1 }).product <= 1 << 26 else {
      throw mistake(" for ", "the loops have too many points")
    }
    for access in [nest.destination] + nest.sources {
      try checkRank(access.buffer, [access.indices.count])
      for index in access.indices { _ = try bounds(index, inner: inner) }
    }
    for limit in nest.guards { try check(limit, inner: inner) }
    guard (nest.fold != nil) == hasRun(FoldUops.self) else {
      throw mistake(
        "",
        hasRun(FoldUops.self)
          ? "`fold-uops` has run: `fold` must say which loops the instruction has"
          : "`fold-uops` has not run, which gives loops to instructions")
    }
    guard let fold = nest.fold else { return }
    let named = fold.loops.joined() + fold.microOps
    guard fold.loops.count <= 2, named.sorted() == inner.keys.map(\.loop).sorted() else {
      throw mistake("fold", "`fold` has two loops at most, and with `uops` every loop once")
    }
    let count = fold.microOps.map { (inner[.start($0)]?.upperBound ?? 0) + 1 }.product
    guard count <= 1 << 20 else { throw mistake("uops", "that is too many micro-ops") }
  }

}
