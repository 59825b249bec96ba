import Simulation
import Support
import TargetKit
import Tensors

extension Device {

  /// The instructions with these numbers as a reader sees them.
  func instructionViews(_ numbers: Range<InstructionNumber>) -> [InstructionView] {
    let letters = Dictionary(units.map { ($0.name, $0.letter) }) { first, _ in first }
    return instructions(numbers).map { state in
      let words = state.text.split(separator: " ", maxSplits: 1)
      var view = InstructionView(
        number: state.number.value, unit: state.unit,
        letter: letters[state.unit] ?? String(state.unit.prefix(1)),
        operation: words.first.map { $0.uppercased() } ?? "",
        operands: words.count > 1 ? String(words[1]) : "")
      view.pops = state.pops
      view.pushes = state.pushes
      view.isDone = state.isDone
      return view
    }
  }

  var unitViews: [UnitView] {
    let current = nextInstruction
    let hasTokens = (try? tokenFlowing()) != nil
    return units.map { state in
      var view = UnitView(name: state.name, letter: state.letter, state: .idle)
      view.instruction = state.next?.value
      view.queued = state.queued
      view.queueCapacity = state.queueDepth ?? 0
      switch state.activity {
      case .ready: (view.state, view.detail) = (.running, "next")
      case .running(let step, let count):
        view.state = .running
        view.detail = "step \(step)/\(count)  \(count > 0 ? 100 * step / count : 100)%"
      case .waiting(let queue): (view.state, view.detail) = (.waiting, "token \(queue)")
      case .blocked(let queue): (view.state, view.detail) = (.waiting, "room in \(queue)")
      case .idle:
        view.state = .idle
        // Without tokens there is one order: that of the program.
        if !hasTokens, let current, state.next != nil { view.detail = "behind #\(current.value)" }
      case .done: (view.state, view.instruction) = (.done, nil)
      }
      return view
    }
  }

  var tokenQueueViews: [TokenQueueView] {
    ((try? tokenFlowing())?.tokenQueues ?? []).map { state in
      var view = TokenQueueView(
        name: state.name, from: state.from, to: state.to, count: state.level,
        capacity: state.capacity)
      view.lastPush = state.lastPush?.value
      view.lastPop = state.lastPop?.value
      view.nextPush = state.nextPush?.value
      view.nextPop = state.nextPop?.value
      return view
    }
  }

  /// One line for each direction: the transfer that is furthest, or that nothing is copied.
  var transferViews: [TransferView] {
    [TransferState.Direction.read, .write].map { direction in
      var view = TransferView(direction: direction.rawValue)
      let states = transfers.filter { $0.direction == direction }
      guard let state = states.min(by: { $0.instruction < $1.instruction }) else { return view }
      view.instruction = state.instruction.value
      view.address = state.address
      view.doneRows = state.doneRows
      view.totalRows = state.rows
      view.queued = states.reduce(0) { $0 + $1.waiting }
      view.queueCapacity = units.first { $0.name == state.unit }?.queueDepth ?? 0
      return view
    }
  }

  var memoryViews: [MemoryView] {
    memories.filter { $0.alias == nil }.map { state in
      var view = MemoryView(
        name: state.name, size: state.depth * state.elementBytes, elementCount: state.depth,
        lanes: state.shape.product, type: state.element)
      view.isRegister = state.isRegister
      view.used = state.depth > 0 ? Double(state.written) / Double(state.depth) : 0
      view.lastRead = state.lastRead?.instruction.value
      view.lastWrite = state.lastWrite?.instruction.value
      view.firstChanged = state.lastWrite?.ranges.first?.lowerBound
      return view
    }
  }

  /// What `count` equal parts of the memory `name` hold.
  func occupancyViews(of name: String, parts count: Int) -> [Occupancy] {
    guard let state = memories.first(where: { $0.name == name }), count > 0 else { return [] }
    let changed = changedElements(of: state)
    return occupancy(of: name, parts: count).enumerated().map { part, written in
      let start = part * state.depth / count
      let end = (part + 1) * state.depth / count
      if changed.contains(where: { $0.overlaps(start ..< end) }) { return .changed }
      if written == 0 { return .neverWritten }
      return written < end - start ? .partlyWritten : .written
    }
  }

  /// The elements that the last instruction that ran has written.
  private func changedElements(of state: MemoryState) -> [Range<Int>] {
    guard let write = state.lastWrite else { return [] }
    let last = mark.step > 0 ? nextInstruction : units.compactMap(\.last).max()
    return write.instruction == last ? write.ranges : []
  }

  /// Elements of the memory `name` as text.
  func rowViews(of name: String, _ indices: Range<Int>, as format: LaneFormat) -> [MemoryRowView] {
    guard let state = memories.first(where: { $0.name == name }) else { return [] }
    let range = indices.clamped(to: 0 ..< state.depth)
    guard !range.isEmpty, let tensor = try? read(name, elements: range) else { return [] }
    let lanes = max(1, state.shape.product)
    let texts = tensor.texts(format)
    let changed = changedElements(of: state)
    return range.enumerated().map { row, index in
      MemoryRowView(
        index: index, lanes: Array(texts.dropFirst(row * lanes).prefix(lanes)),
        isChanged: changed.contains { $0.contains(index) })
    }
  }

  /// The same as before the last instruction.
  func previousRowViews(of name: String, _ indices: Range<Int>, as format: LaneFormat)
    -> [MemoryRowView]
  {
    var earlier = self
    let mark = mark
    earlier.seek(
      to: mark.step > 0
        ? Mark(instruction: mark.instruction, step: mark.step - 1)
        : Mark(instruction: max(0, mark.instruction - 1)))
    return earlier.rowViews(of: name, indices, as: format)
  }

}
