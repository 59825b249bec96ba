import Diagnostics
import Effects
import GraphIR
import Passes
import Support
import TargetKit

/// Runs the statements of a region and writes the instructions of each execution.
struct InstructionEmitter {

  var stream: TracedStream

  /// Every micro-op in DRAM, in order.
  var microOps: [MicroOp] { cache.written }

  private let region: TileProgram
  let accelerator: Accelerator
  private let layout: ImageLayout
  private(set) var cache: MicroOpCache

  /// An instruction of the current execution.
  struct Pending {
    var meaning: Meaning
    var numbers: [Parameter: Int]
    var remark = ""
  }

  private var pending: [Pending] = []

  private var poll = Poll()

  init(_ region: TileProgram, _ accelerator: Accelerator, _ layout: ImageLayout) {
    self.init(region, accelerator, layout, MicroOpCache(capacity: accelerator.microOps.depth))
  }

  init(
    _ region: TileProgram, _ accelerator: Accelerator, _ layout: ImageLayout,
    _ cache: MicroOpCache
  ) {
    self.region = region
    self.accelerator = accelerator
    self.layout = layout
    self.cache = cache
    stream = TracedStream(name: region.name)
  }

  mutating func emitAll() throws(Diagnostic) {
    for (index, kernel) in region.kernels.enumerated() {
      let base = stream.add(statements: kernel.body.flattened.map(\.line))
      var run = TileRun(kernel)
      try run.forEach { statement, instance throws(Diagnostic) in
        try emit(statement, instance, isLast: index == region.kernels.count - 1, base)
      }
    }
    if region.kernels.isEmpty {
      let source = InstructionSource(
        .synthetic(by: Emit.info.name), statement: nil, remark: "the region has no kernels")
      stream.append(try accelerator.description.encode(.finish), from: source)
    }
  }

  private mutating func emit(
    _ statement: TileStatement, _ instance: TileRun.Instance, isLast: Bool, _ base: Int
  ) throws(Diagnostic) {
    pending = []
    try poll.check(after: 1 << 8)
    var unit = accelerator.computeUnit
    switch statement.kind {
    case .transfer(let transfer):
      unit = accelerator.unit(transfer.direction, transfer.memory ?? MemoryName(""))
      for box in try TransferBox.all(transfer, instance, region, accelerator, layout) {
        pending.append(Pending(meaning: transfer.direction.meaning, numbers: box.numbers))
      }
    case .nest(let nest):
      for flat in FlatNest.all(nest, instance) { try append(flat, nest) }
    case .fence:
      if isLast { pending = [Pending(meaning: .finish, numbers: [:])] }
    default: return
    }
    try flush(statement, instance, unit, base)
  }

  /// Encodes what is pending: the first instruction that is not a load of micro-ops takes the
  /// tokens, the last one gives them.
  private mutating func flush(
    _ statement: TileStatement, _ instance: TileRun.Instance, _ unit: UnitName, _ base: Int
  ) throws(Diagnostic) {
    let pops = statement.pops.filter { $0.instances.contains(instance.number) }.map(\.queue.text)
    let pushes = statement.pushes.filter { $0.instances.contains(instance.number) }.map(
      \.queue.text)
    if pending.isEmpty {
      guard !pops.isEmpty || !pushes.isEmpty else { return }
      pending = [try idle(unit)]
    }
    let first = pending.firstIndex { $0.remark.isEmpty } ?? 0
    for (index, item) in pending.enumerated() {
      let word = try accelerator.description.encode(
        item.meaning, item.numbers, pops: index == first ? pops : [],
        pushes: index == pending.count - 1 ? pushes : [])
      stream.append(
        word,
        from: InstructionSource(
          statement.origin, statement: base + instance.statement, remark: item.remark))
    }
  }

  /// An instruction of `unit` that does nothing but wait and signal.
  /// - Errors: no memory is loaded or stored by the unit.
  func idle(_ unit: UnitName) throws(Diagnostic) -> Pending {
    guard let (meaning, memory) = accelerator.description.transfer(at: unit.text) else {
      throw .error("unit `\(unit)` has no instruction that does nothing")
    }
    return Pending(meaning: meaning, numbers: [.memory: memory.code], remark: "only tokens")
  }

  private mutating func append(_ flat: FlatNest, _ nest: LoopNest) throws(Diagnostic) {
    for range in chunks(flat.microOps.count) {
      let place = cache.place(Array(flat.microOps[range]))
      if let load = place.load {
        let numbers = numbers(loading: load.count, from: load.offset, to: place.address)
        pending.append(Pending(meaning: .load, numbers: numbers, remark: "micro-ops"))
      }
      var numbers = Self.numbers(flat)
      numbers[.uopBegin] = place.address
      numbers[.uopEnd] = place.address + range.count
      try complete(&numbers, nest)
      pending.append(Pending(meaning: nest.operation.meaning, numbers: numbers))
    }
  }

  /// A load of `count` micro-ops, the first of which is at `offset` among those in DRAM.
  func numbers(
    loading count: Int, from offset: Int, to address: Int
  ) -> [Parameter: Int] {
    let first = layout.microOps.address / accelerator.microOps.dramElementBytes
    return [
      .memory: accelerator.microOps.code, .sram: address, .dram: first + offset, .rows: 1,
      .columns: count, .stride: count,
    ]
  }

  /// Adds what the operation needs.
  /// - Errors: the vector unit does not have it.
  private func complete(
    _ numbers: inout [Parameter: Int], _ nest: LoopNest
  ) throws(Diagnostic) {
    switch nest.operation {
    case .reset: numbers[.reset] = 1
    case .product: break
    case .vector(let operation):
      numbers[.weightOuter] = nil
      numbers[.weightInner] = nil
      guard let code = accelerator.code(of: operation) else {
        throw .error("no vector instruction does `\(operation.rawValue)`")
      }
      numbers[.operation] = code
      if let immediate = nest.immediate {
        numbers[.useImmediate] = 1
        numbers[.immediate] = immediate
      }
    }
  }

  private static func numbers(_ flat: FlatNest) -> [Parameter: Int] {
    [
      .outerCount: flat.outer.trips, .innerCount: flat.inner.trips,
      .destinationOuter: flat.outer.step.destination,
      .destinationInner: flat.inner.step.destination,
      .sourceOuter: flat.outer.step.source, .sourceInner: flat.inner.step.source,
      .weightOuter: flat.outer.step.weight, .weightInner: flat.inner.step.weight,
    ]
  }

  /// More micro-ops than there is room for are run one part after the other: their order is free.
  private func chunks(_ count: Int) -> [Range<Int>] {
    let most = max(1, accelerator.microOps.depth)
    return stride(from: 0, to: count, by: most).map { $0 ..< min($0 + most, count) }
  }

}
