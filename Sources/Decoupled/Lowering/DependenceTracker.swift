import Diagnostics
import Support
import TargetKit

/// Finds, while the statements of a region run by, which of them must wait for which.
struct DependenceTracker {

  /// A statement in the text of a region.
  struct Site: Hashable {
    var kernel: Int
    var statement: Int
  }

  /// The executions of each statement that use each queue.
  typealias Uses = [Site: [QueueName: [Int]]]

  private(set) var pops: Uses = [:]
  private(set) var pushes: Uses = [:]

  private let accelerator: Accelerator

  /// How often each statement was executed.
  private var totals: [Site: Int] = [:]

  /// What each unit has been given to do, in order.
  private var history: [UnitName: [(site: Site, number: Int)]] = [:]

  /// For each pair of units, how much of the first one's history the second has waited for.
  private var waited: [Pair: Int] = [:]

  /// Who touched each context of each buffer last: by unit, positions in the unit's history.
  private var writes: [Cell: [UnitName: Int]] = [:]
  private var reads: [Cell: [UnitName: Int]] = [:]

  /// The position of the last fence in the history of its unit.
  private var lastFence: Int?

  private struct Pair: Hashable {
    var from: UnitName
    var to: UnitName
  }

  private struct Cell: Hashable {
    var kernel: Int
    var buffer: BufferName
    var context: Int
  }

  init(_ accelerator: Accelerator) { self.accelerator = accelerator }

  /// - Errors: a unit must wait for one that it has no queue from.
  mutating func visit(
    _ statement: TileStatement, _ instance: TileRun.Instance, kernel: Int
  ) throws(Diagnostic) {
    guard let unit = unit(of: statement) else { return }
    let site = Site(kernel: kernel, statement: instance.statement)
    totals[site] = instance.number + 1
    var needs: [UnitName: Int] = [:]
    if case .fence = statement.kind {
      for (other, done) in history where other != unit { needs[other] = done.count - 1 }
    }
    if let fence = lastFence, unit != accelerator.computeUnit {
      needs[accelerator.computeUnit] = fence
    }
    let accesses = accesses(of: statement)
    let position = history[unit]?.count ?? 0
    for (name, isWritten) in accesses {
      let context = instance.buffers[name]?.context ?? 0
      let cell = Cell(kernel: kernel, buffer: name, context: context)
      var others = writes[cell] ?? [:]
      if isWritten { others.merge(reads[cell] ?? [:]) { max($0, $1) } }
      for (other, last) in others where other != unit {
        needs[other] = max(needs[other] ?? -1, last)
      }
      if isWritten { writes[cell, default: [:]][unit] = position }
      reads[cell, default: [:]][unit] = position
    }
    for (other, last) in needs.sorted(by: { $0.key < $1.key }) {
      try wait(unit, for: other, upTo: last, site, instance.number)
    }
    history[unit, default: []].append((site, instance.number))
    if case .fence = statement.kind { lastFence = position }
  }

  private mutating func wait(
    _ unit: UnitName, for other: UnitName, upTo last: Int, _ site: Site, _ number: Int
  ) throws(Diagnostic) {
    let pair = Pair(from: other, to: unit)
    guard last > waited[pair] ?? -1, let done = history[other]?[last] else { return }
    guard let queue = accelerator.queue(from: other, to: unit) else {
      throw .error("unit `\(unit)` must wait for `\(other)`, but there is no token queue between")
    }
    waited[pair] = last
    pops[site, default: [:]][queue.id, default: []].append(number)
    pushes[done.site, default: [:]][queue.id, default: []].append(done.number)
  }

  private func unit(of statement: TileStatement) -> UnitName? {
    switch statement.kind {
    case .transfer(let transfer):
      accelerator.unit(transfer.direction, transfer.memory ?? MemoryName(""))
    case .nest, .fence: accelerator.computeUnit
    default: nil
    }
  }

  /// The buffers that a statement touches, and whether it changes them.
  private func accesses(of statement: TileStatement) -> [(BufferName, isWritten: Bool)] {
    switch statement.kind {
    case .transfer(let transfer): [(transfer.buffer, transfer.direction.isLoad)]
    case .nest(let nest):
      nest.sources.map { ($0.buffer, false) } + [(nest.destination.buffer, true)]
    default: []
    }
  }

  /// The token uses of a statement, by the order of queues in the description.
  func uses(of found: Uses, kernel: Int, _ statement: Int) -> [TokenUse] {
    let site = Site(kernel: kernel, statement: statement)
    guard let queues = found[site] else { return [] }
    return accelerator.description.tokens.compactMap { token in
      queues[token.id].map { TokenUse(token.id, InstanceSet($0, of: totals[site] ?? 0)) }
    }
  }

}
