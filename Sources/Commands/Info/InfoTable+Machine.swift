import Canvas
import Debugger
import Diagnostics
import Support

extension InfoTable {

  /// What the machine is made of, and what it does.
  static let machineTables = [units, tokens, memories, transfers]

  private static let units = InfoTable(
    "units", also: ["queues"], "what every unit does", empty: "nothing runs",
    [
      .text("unit", as: "name", .name) { $0.name },
      .data("state", .words(["RUN", "WAIT", "IDLE", "DONE"])) { .text($0.state.rawValue) },
      .shown("state") { StyledText($0.state.rawValue, $0.state.role) },
      .instruction("instruction", as: "insn") { $0.instruction },
      .text("waits for", as: "detail") { $0.detail },
      .shown("queued") {
        StyledText($0.queueCapacity > 0 ? "\($0.queued)/\($0.queueCapacity)" : "\($0.queued)")
      },
      .data("queued", .integer) { .integer($0.queued) },
      .data("capacity", .integer) { .integer($0.queueCapacity) },
    ]
  ) { session throws(Diagnostic) -> [UnitView] in session.units }

  private static let tokens = InfoTable(
    "tokens", "the queues of tokens between units", empty: "nothing runs",
    [
      .text("queue", as: "name", .name) { $0.name },
      .text("from", as: "from") { $0.producer },
      .text("to", as: "to") { $0.consumer },
      .shown("tokens") { StyledText("\($0.count)\($0.capacity.map { "/\($0)" } ?? "")") },
      .data("tokens", .integer) { .integer($0.count) },
      .data("capacity", .integer.orNull) { JSON($0.capacity) },
      .instruction("last push", as: "lastPush") { $0.lastPush },
      .instruction("last pop", as: "lastPop") { $0.lastPop },
      .instruction("next push", as: "nextPush") { $0.nextPush },
      .instruction("next pop", as: "nextPop") { $0.nextPop },
    ]
  ) { session throws(Diagnostic) -> [TokenQueueView] in try session.requiredTokenQueues() }

  private static let memories = InfoTable(
    "sram", "the memories of the machine", empty: "nothing runs",
    [
      .text("memory", as: "name", .name) { $0.name },
      .shown("elements") { "\($0.elementCount) × \($0.lanes)" },
      .data("elements", .integer) { .integer($0.elementCount) },
      .data("lanes", .integer) { .integer($0.lanes) },
      .text("type", as: "type") { $0.type },
      .number("bytes", as: "bytes") { $0.size },
      .shown("written") { "\(Int(($0.used * 100).rounded())) %" },
      .data("used", .number) { .real($0.used) },
      .instruction("last write", as: "lastWrite") { $0.lastWrite },
      .instruction("last read", as: "lastRead") { $0.lastRead },
    ]
  ) { session throws(Diagnostic) -> [MemoryView] in session.memories }

  private static let transfers = InfoTable(
    "dma", "transfers that run or wait", empty: "no transfer runs or waits",
    [
      .text("direction", as: "direction") { $0.direction },
      .instruction("instruction", as: "insn") { $0.instruction },
      .shown("address") { StyledText($0.address.hexadecimal) },
      .data("address", .integer) { .integer($0.address) },
      .shown("rows") { "\($0.doneRows)/\($0.totalRows)" },
      .data("doneRows", .integer) { .integer($0.doneRows) },
      .data("rows", .integer) { .integer($0.totalRows) },
      .number("waiting", as: "waiting") { $0.queued },
    ]
  ) { session throws(Diagnostic) -> [TransferView] in session.transfers }

  static let counters = InfoTable(
    "counters", "what the machine counts", empty: "nothing runs",
    [
      .text("counter", as: "name", .name) { $0.name },
      .number("value", as: "value", alignment: .trailing) { $0.value },
      .text("unit", as: "unit") { $0.unit },
    ]
  ) { session throws(Diagnostic) -> [CounterView] in session.counterViews }

}

extension UnitView.State {
  fileprivate var role: Role {
    switch self {
    case .running: .running
    case .waiting: .waiting
    case .idle, .done: .idle
    }
  }
}
