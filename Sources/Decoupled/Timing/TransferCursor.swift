/// What a transfer does next.
enum TransferStep: Sendable {

  /// Something that takes cycles and no port: padding, or the cost of a row or a burst.
  case work(cycles: Int)

  /// A read or write of that many beats and bytes.
  case burst(address: Int, beats: Int, bytes: Int)
  case done
}

/// How far a transfer has come: what is left of it, in constant space.
///
/// A load goes through the rows of padding above, then for each row through its left padding, its
/// bursts and its right padding, then through the rows below. A store has only bursts.
struct TransferCursor: Sendable {

  private enum Stage: UInt8 { case above, left, cost, data, right, below, done }

  private var stage = Stage.above

  /// How many rows of data are behind it.
  private(set) var row = 0

  /// Of the rest of the row.
  private var address = 0
  private var bytes = 0
  private var beats = 0

  /// - Units: beats of all bursts so far.
  private(set) var beatCount = 0

  /// Whether there is no burst any more.
  private(set) var isBehindData = false

  mutating func next(_ load: TransferShape) -> TransferStep {
    let transfer = load.transfer
    switch stage {
    case .above:
      stage = transfer.rows > 0 ? .left : .below
      isBehindData = transfer.rows == 0
      return .work(cycles: load.above)
    case .left:
      (address, bytes, beats) = load.row(row)
      stage = .cost
      return .work(cycles: load.left + load.rowCost)
    case .cost:
      stage = .data
      return .work(cycles: load.burstCost)
    case .data: return burst(load)
    case .right:
      row += 1
      stage = row < transfer.rows ? .left : .below
      return .work(cycles: load.right)
    case .below:
      stage = .done
      return .work(cycles: load.below)
    case .done: return .done
    }
  }

  private mutating func burst(_ load: TransferShape) -> TransferStep {
    let room = load.room(at: address)
    let count = min(beats, room)
    let first = address
    let end = (address / load.busBytes + count) * load.busBytes
    let size = count == beats ? bytes : min(bytes, end - address)
    beats -= count
    bytes -= size
    address = end
    beatCount += count
    if beats > 0 {
      stage = .cost
    } else {
      stage = .right
      isBehindData = row + 1 == load.transfer.rows
    }
    return .burst(address: first, beats: count, bytes: size)
  }

}

/// The sizes of a transfer in the terms of a timing, worked out once for all of its bursts.
final class TransferShape: Sendable {

  let transfer: Transfer
  let busBytes: Int

  /// Its place among those that read.
  let rank: Int

  /// - Units: bytes of an element in DRAM.
  private let elementBytes: Int

  /// - Units: beats.
  private let burstBeats: Int

  /// - Units: cycles, before each row, before each burst, and between elements of a write.
  let rowCost: Int
  let burstCost: Int
  private let elementGap: Int
  private let alignsToMemory: Bool
  private let splits: Bool

  /// - Units: cycles of the padding of all rows above, left of one row, right of one, and below.
  let above: Int
  let left: Int
  let right: Int
  let below: Int

  /// - Units: cycles of all padding together, where it is written beside the data.
  let parallelPadding: Int

  init(
    _ transfer: Transfer, _ memory: PlannedMemory, _ unit: UnitNumbers, _ numbers: ClockNumbers,
    rank: Int
  ) {
    self.transfer = transfer
    rowCost = unit.row
    burstCost = unit.burst
    elementGap = unit.elementGap
    self.rank = rank
    busBytes = numbers.busBytes
    burstBeats = numbers.burstBeats
    elementBytes = memory.dramElementBytes
    let isNarrow = memory.dramElementBytes < numbers.busBytes && !transfer.isStore
    alignsToMemory = isNarrow && numbers.alignsNarrowToMemory
    splits = !isNarrow || numbers.splitsNarrow
    func cycles(_ elements: Int) -> Int {
      let beats = (elements * memory.elementBytes + numbers.busBytes - 1) / numbers.busBytes
      return elements == 0 || transfer.isStore
        ? 0 : beats * unit.padBeat + elements * unit.padElement
    }
    let isSerial = !unit.padsInParallel
    above = isSerial ? cycles(transfer.top * transfer.width) : transfer.top * unit.padRow
    left = isSerial ? cycles(transfer.left) : 0
    right = isSerial ? cycles(transfer.right) : 0
    below = isSerial ? cycles(transfer.bottom * transfer.width) : 0
    let count = transfer.height * transfer.width - transfer.rows * transfer.columns
    parallelPadding = isSerial ? 0 : cycles(count)
  }

  /// Where a row of data begins, and how much it is.
  func row(_ row: Int) -> (address: Int, bytes: Int, beats: Int) {
    let bytes = transfer.columns * elementBytes
    let address = (transfer.dram + row * transfer.stride) * elementBytes
    if alignsToMemory {
      let isInside = (transfer.sram * elementBytes) % busBytes != 0
      let beats = (bytes + busBytes - 1) / busBytes + (isInside ? 1 : 0)
      return (address, bytes, beats)
    }
    let beats = (address + bytes + busBytes - 1) / busBytes - address / busBytes
    return (address, bytes, beats)
  }

  /// - Returns: the beats that a burst from that address may have.
  func room(at address: Int) -> Int {
    splits ? burstBeats - address / busBytes % burstBeats : burstBeats
  }

  /// - Returns: the cycles from the first to behind the last beat of a write.
  func writeCycles(beats: Int) -> Int {
    let each = max(1, elementBytes / busBytes)
    return beats + max(0, (beats + each - 1) / each - 1) * elementGap
  }

  /// How many rows of data are whole after that many beats.
  func rows(afterBeats beats: Int) -> Int {
    let each = row(0).beats
    return each == 0 ? transfer.rows : min(transfer.rows, beats / each)
  }

}
