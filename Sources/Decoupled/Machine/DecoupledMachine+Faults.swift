import Simulation
import Support
import TargetKit

extension DecoupledMachine {

  func fault(_ kind: Fault.Kind, _ index: Int, _ message: Sentence, notes: [Sentence] = []) -> Fault
  {
    Fault(
      kind, instruction: plan.number(index),
      unit: plan.description.units[plan.instructions[index].unit].name, message: message,
      notes: notes)
  }

  /// What keeps an instruction from waiting for tokens.
  func faultBeforeTokens(of index: Int) -> Fault? {
    guard plan.instructions[index].hasUnboundFlag,
      plan.description.options.unboundFlag == .fault
    else { return nil }
    let unit = plan.description.units[plan.instructions[index].unit].name
    let tokens = plan.description.tokens
    func words(_ field: String, _ queue: String) -> Sentence {
      "`\(field: field)` (\(queue: queue))"
    }
    let allowed =
      tokens.filter { $0.to == unit }.map { words($0.pop, $0.name) }
      + tokens.filter { $0.from == unit }.map { words($0.push, $0.name) }
    return fault(
      .flag, index, "it has a token flag that leads to no queue of the \(unit: unit) unit",
      notes: ["the \(unit: unit) unit has \(allowed.joined(separator: ", "))"])
  }

  /// What is wrong with an instruction that can have its tokens, before it does anything and
  /// without looking at micro-ops.
  func faultBeforeRunning(_ index: Int) -> Fault? {
    switch plan.instructions[index].operation {
    case .transfer(let transfer): return faultInTransfer(index, transfer)
    case .nest(let nest, let vector):
      guard let vector, vector.operation == nil, nest.count > 0 else { return nil }
      return fault(
        .undefinedOperation, index, "operation \(vector.code) of the vector unit is not defined")
    case .end: return faultInFinish(index)
    case .undefined(let opcode):
      return fault(.undefinedOpcode, index, "opcode \(opcode) is not defined")
    }
  }

  private func faultInTransfer(_ index: Int, _ transfer: Transfer) -> Fault? {
    guard transfer.columns > 0 else { return nil }
    guard let memory = transfer.memory else { return undefinedMemory(index, transfer) }
    if transfer.isStore, transfer.hasPadding, plan.description.options.storePaddingFaults {
      return fault(.padding, index, "a store has no padding")
    }
    if let fault = faultInStart(index, transfer, memory) { return fault }
    let end = transfer.sram + transfer.count
    if let fault = faultInRange(index, memory, end: end) { return fault }
    return faultInExtent(index, transfer, memory)
  }

  private func undefinedMemory(_ index: Int, _ transfer: Transfer) -> Fault {
    let memories = plan.description.memories.filter { $0.unit(transfer.direction) != nil }
    let names = memories.map { memory -> Sentence in
      "\(memory: memory.name) (\(memory.code))"
    }
    let verb = transfer.isStore ? "stored" : "loaded"
    return fault(
      .undefinedMemory, index, "memory \(transfer.code) can not be \(verb)",
      notes: ["what can be \(verb) is \(names.joined(separator: ", "))"])
  }

  /// Whether the first byte of the transfer is in DRAM.
  private func faultInStart(_ index: Int, _ transfer: Transfer, _ memory: Int) -> Fault? {
    let address = address(of: transfer, memory)
    guard plan.layout.segment(containing: address) == nil else { return nil }
    return fault(
      .address, index, "there is no DRAM at \(address.hexadecimal)", notes: [imageNote(address)])
  }

  private func faultInRange(_ index: Int, _ memory: Int, end: Int) -> Fault? {
    let description = plan.memories[memory]
    guard end > description.depth else { return nil }
    return fault(
      .memoryRange, index,
      "it reaches element \(end - 1) of `\(memory: description.name)`, which has \(description.depth)"
    )
  }

  /// Whether every byte of the transfer is in the run of DRAM that it begins in.
  private func faultInExtent(_ index: Int, _ transfer: Transfer, _ memory: Int) -> Fault? {
    guard transfer.rows > 0 else { return nil }
    let bytes = plan.memories[memory].dramElementBytes
    let start = address(of: transfer, memory)
    guard let segment = plan.layout.segment(containing: start) else { return nil }
    let end = start + ((transfer.rows - 1) * transfer.stride + transfer.columns) * bytes
    guard end > segment.addresses.upperBound else { return nil }
    return fault(
      .imageEnd, index,
      "it reaches DRAM at \((end - 1).hexadecimal), but what begins at \(segment.address.hexadecimal) ends at \((segment.addresses.upperBound - 1).hexadecimal)"
    )
  }

  private func faultInFinish(_ index: Int) -> Fault? {
    let left = plan.streamEnds[state.stream] - state.finished - 1
    guard left > 0 else { return nil }
    let waiting = plan.unitInstructions.indices.compactMap { unit in
      nextInstruction(of: unit)
    }.filter { $0 != index }.sorted()
    let after = nextInstruction(of: plan.instructions[index].unit)
    var notes = waiting.map { other -> Sentence in "\(plan.number(other)) has not run" }
    if waiting.isEmpty, after == index { notes = ["instructions of its own unit follow it"] }
    let verb = left == 1 ? "has" : "have"
    return fault(
      .finish, index, "it ends the stream, but \(left, .instructions) \(verb) not run", notes: notes
    )
  }

  func missingFinish(after index: Int) -> Fault {
    fault(.finish, index, "it is the last instruction to run and does not end the stream")
  }

  /// The physical address of the first byte of a transfer.
  func address(of transfer: Transfer, _ memory: Int) -> Int {
    plan.address(of: transfer, memory)
  }

  private func imageNote(_ address: Int) -> Sentence {
    let below = plan.layout.segments.last { $0.address <= address }
    let above = plan.layout.segments.first { $0.address > address }
    let parts = [below, above].compactMap { $0 }.map {
      Sentence(.cells(CellPlace(CellPlace.dram, $0.addresses)))
    }
    return parts.isEmpty
      ? "there is no DRAM at all" : "the nearest is \(parts.joined(separator: " and "))"
  }

}
