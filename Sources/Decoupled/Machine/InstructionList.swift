import CKernels
import ISA

/// The instructions of a plan, decoded.
///
/// Each is put together when it is asked for, from what the engine runs; where that does not tell all,
/// as of one that can not run, its word is decoded. So it takes no memory of its own.
struct InstructionList: RandomAccessCollection, Sendable {

  private let words: [Word]
  private let records: Table<InstructionRecord>
  private let transfers: Table<dk_transfer>
  private let nests: [Nest]
  private let vectors: [Vector]
  private let decoder: InstructionDecoder

  /// For each memory its number in instructions.
  private let codes: [Int]

  /// - Parameter records: has to be there as long as this is.
  init(_ words: [Word], _ records: Records, _ description: DecoupledDescription) {
    self.words = words
    self.records = records.records
    transfers = records.transfers
    nests = records.nests
    vectors = records.vectors
    decoder = InstructionDecoder(description)
    codes = description.memories.map(\.code)
  }

  var startIndex: Int { 0 }
  var endIndex: Int { records.count }

  subscript(index: Int) -> DecodedInstruction {
    precondition(index >= 0 && index < records.count)
    let record = records[index]
    guard let operation = operation(record, index) else { return decoder.decode(words[index]) }
    return DecodedInstruction(
      unit: Int(record.unit), pops: record.pops, pushes: record.pushes,
      hasUnboundFlag: record.is_unbound != 0, operation: operation)
  }

  /// Nil where the record is not enough.
  private func operation(_ record: InstructionRecord, _ index: Int) -> Operation? {
    guard !record.isSuspect else { return nil }
    if let direction = record.direction {
      return .transfer(transfer(direction, record, index))
    }
    return switch record.kind {
    case .product, .clear: .nest(nests[Int(record.detail)], nil)
    case .vector: .nest(nests[Int(record.detail)], vectors[Int(record.operand)])
    case .load, .store, .idle, .end: nil
    }
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
