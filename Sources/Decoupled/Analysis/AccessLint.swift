/// Finds cells that are read before anything wrote them, and writes that nothing reads, from one
/// instruction after the other in the order in which they run.
struct AccessLint: Sendable {

  enum Finding: Sendable, Hashable {

    /// The first run of cells that was not written, and how many in that place.
    case uninitialised(by: Int, cells: Range<Int>, count: Int)

    /// All that an instruction wrote is written again, the last of it by another.
    case deadWrite(of: Int, by: Int, cells: Range<Int>)

    /// DRAM that two instructions of one stream store.
    case storedTwice(first: Int, second: Int, cells: Range<Int>, isRead: Bool)
  }

  private let space: CellSpace

  /// For each cell the instruction that wrote it last, counted from 1, and whether that was read.
  private var writers: [Int32]
  private var isRead: [Bool]

  /// For each instruction how many cells hold what it wrote and nothing read, and whether anything
  /// of it was ever read.
  private var unread: [Int32]
  private var isUsed: [Bool]

  init(_ instructions: Int, _ space: CellSpace) {
    self.space = space
    writers = Array(repeating: 0, count: space.count)
    isRead = Array(repeating: false, count: space.count)
    unread = Array(repeating: 0, count: instructions)
    isUsed = Array(repeating: false, count: instructions)
  }

  /// - Parameter begin: the first instruction of the stream that this one is in.
  /// - Cost: O(cells).
  mutating func visit(
    _ index: Int, _ footprint: Footprint, streamBegin begin: Int, _ report: (Finding) -> Void
  ) {
    read(index, footprint.reads, report)
    for cells in footprint.writes { write(index, cells, begin, report) }
  }

  private mutating func read(
    _ index: Int, _ ranges: [Range<Int>], _ report: (Finding) -> Void
  ) {
    var place = -1
    var first: Range<Int>?
    var count = 0
    func flush() {
      if let first { report(.uninitialised(by: index, cells: first, count: count)) }
      first = nil
      count = 0
    }
    for cells in ranges {
      let here = space.place(of: cells.lowerBound)
      if here != place { flush() }
      place = here
      var start: Int?
      for cell in cells {
        let writer = Int(writers[cell])
        if writer > 0 {
          isUsed[writer - 1] = true
          isRead[cell] = true
          if let begin = start, first == nil { first = begin ..< cell }
          start = nil
        } else {
          start = start ?? cell
          count += 1
        }
      }
      if let begin = start, first == nil { first = begin ..< cells.upperBound }
      if here == space.dram {
        first = nil
        count = 0
      }
    }
    flush()
  }

  private mutating func write(
    _ index: Int, _ cells: Range<Int>, _ begin: Int, _ report: (Finding) -> Void
  ) {
    let isDRAM = space.place(of: cells.lowerBound) == space.dram
    var last = -1
    for cell in cells {
      let writer = Int(writers[cell]) - 1
      if writer >= 0, writer != index {
        if isDRAM {
          if writer != last, writer >= begin {
            let run = run(of: writer, from: cell, to: cells.upperBound)
            report(
              .storedTwice(first: writer, second: index, cells: run, isRead: isRead[cell]))
          }
          last = writer
        } else if !isRead[cell] {
          unread[writer] -= 1
          if unread[writer] == 0, !isUsed[writer] {
            report(.deadWrite(of: writer, by: index, cells: cell ..< cell + 1))
          }
        }
      }
      if writer != index { unread[index] += 1 }
      writers[cell] = Int32(index + 1)
      isRead[cell] = false
    }
  }

  private func run(of writer: Int, from cell: Int, to end: Int) -> Range<Int> {
    var last = cell
    while last + 1 < end, Int(writers[last + 1]) - 1 == writer { last += 1 }
    return cell ..< last + 1
  }

}
