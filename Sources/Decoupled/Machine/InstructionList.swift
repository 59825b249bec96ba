import CKernels
import ISA

/// The instructions of a plan, decoded.
///
/// Each is put together when it is asked for, from what the engine runs; where that does not tell all,
/// as of one that can not run, its word is decoded. So it takes no memory of its own.
struct InstructionList: RandomAccessCollection, Sendable {

  /// All of it behind one reference, since it is passed on in loops over instructions.
  private let storage: Storage

  /// - Parameter records: has to be there as long as this is.
  init(_ words: [Word], _ records: Records, _ description: DecoupledDescription) {
    storage = Storage(words, records, description)
  }

  var startIndex: Int { 0 }
  var endIndex: Int { storage.records.count }

  subscript(index: Int) -> DecodedInstruction { storage.instruction(index) }

  /// What the instruction at `index` does, without who does it.
  func operation(at index: Int) -> Operation { storage.operation(index) }

  /// Whether the instruction at `index` has a flag that has no queue at its unit.
  func hasUnboundFlag(at index: Int) -> Bool { storage.records[index].is_unbound != 0 }

  /// What the instruction at `index` copies, where it copies.
  /// - Cost: a few instructions where the engine does not run it as a copy.
  func transfer(at index: Int) -> Transfer? { storage.transfer(index, nil) }

  /// The same, where it goes that way.
  func transfer(_ direction: TransferDirection, at index: Int) -> Transfer? {
    storage.transfer(index, direction)
  }

  /// Whether the instruction at `index` is the end of a stream.
  func endsStream(at index: Int) -> Bool { storage.records[index].endsStream }

}

private final class Storage: Sendable {

  let records: Table<InstructionRecord>

  private let words: [Word]
  private let transfers: Table<dk_transfer>
  private let nests: [Nest]
  private let vectors: [Vector]
  private let decoder: InstructionDecoder

  /// For each memory its number in instructions.
  private let codes: [Int]

  init(_ words: [Word], _ records: Records, _ description: DecoupledDescription) {
    self.words = words
    self.records = records.records
    transfers = records.transfers
    nests = records.nests
    vectors = records.vectors
    decoder = InstructionDecoder(description)
    codes = description.memories.map(\.code)
  }

  func instruction(_ index: Int) -> DecodedInstruction {
    precondition(index >= 0 && index < records.count)
    let record = records[index]
    guard let operation = operation(record, index) else { return decoder.decode(words[index]) }
    return DecodedInstruction(
      unit: Int(record.unit), pops: record.pops, pushes: record.pushes,
      hasUnboundFlag: record.is_unbound != 0, operation: operation)
  }

  func operation(_ index: Int) -> Operation {
    precondition(index >= 0 && index < records.count)
    return operation(records[index], index) ?? decoder.decode(words[index]).operation
  }

  /// Nil where a record does not say all of its instruction.
  private func operation(_ record: InstructionRecord, _ index: Int) -> Operation? {
    if record.isSuspect { return nil }
    return switch record.kind {
    case .load: .transfer(transfer(.load, record, index))
    case .store: .transfer(transfer(.store, record, index))
    case .product, .clear: .nest(nests[Int(record.detail)], nil)
    case .vector: .nest(nests[Int(record.detail)], vectors[Int(record.operand)])
    case .idle, .end: nil
    }
  }

  /// - Parameter wanted: the way it has to go; nil for any.
  func transfer(_ index: Int, _ wanted: TransferDirection?) -> Transfer? {
    precondition(index >= 0 && index < records.count)
    let record = records[index]
    if record.isSuspect || record.kind == .idle {
      let operation = decoder.decode(words[index]).operation
      return wanted.map(operation.transfer) ?? operation.transfer
    }
    guard let direction = record.direction, wanted == nil || wanted == direction else {
      return nil
    }
    return transfer(direction, record, index)
  }

  private func transfer(
    _ direction: TransferDirection, _ record: InstructionRecord, _ index: Int
  ) -> Transfer {
    let placed = transfers[Int(record.detail)]
    return Transfer(
      direction: direction, memory: Int(placed.memory), code: codes[Int(placed.memory)],
      sram: Int(record.operand),
      dram: decoder.dram(of: words[index]), rows: Int(placed.rows), columns: Int(placed.columns),
      stride: placed.stride / Int(placed.dram_bytes), top: Int(placed.top),
      bottom: Int(placed.bottom), left: Int(placed.left), right: Int(placed.right))
  }

}
