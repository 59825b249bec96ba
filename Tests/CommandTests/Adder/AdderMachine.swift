import ISA
import Simulation
import Support

/// Cells, and how many instructions have changed them.
struct AdderMachine: Machine {

  struct Checkpoint: Sendable {
    var cells: [Int32]
    var finished: Int
  }

  /// What one instruction does.
  struct Step: Sendable {
    var cell: Int
    var value: Int
    var isProduct: Bool
  }

  let steps: [Step]
  private(set) var cells: [Int32]
  private(set) var finished = 0

  init(_ words: [WideWord], cells count: Int) {
    steps = words.map { word in
      let isProduct = word[0, 4] == 2
      return Step(
        cell: Int(word[4, 10]),
        value: word.number(at: isProduct ? 150 : 14, width: 10, isSigned: true),
        isProduct: isProduct)
    }
    cells = Array(repeating: 0, count: count)
  }

  var mark: Mark { Mark(instruction: finished) }
  var stepCount: Int { finished < steps.count ? 1 : 0 }
  var work: Int { finished }
  var stop: Stop { finished == steps.count ? .end : finished == 0 ? .start : .step }

  mutating func advance(steps count: Int) {
    guard finished < steps.count, count > 0 else { return }
    let step = steps[finished]
    let value = Int32(truncatingIfNeeded: step.value)
    cells[step.cell] = step.isProduct ? cells[step.cell] &* value : cells[step.cell] &+ value
    finished += 1
  }

  func checkpoint() -> Checkpoint { Checkpoint(cells: cells, finished: finished) }

  mutating func restore(_ checkpoint: Checkpoint) {
    (cells, finished) = (checkpoint.cells, checkpoint.finished)
  }

  var stateHash: StateHash {
    var hash = StateHash()
    hash.combine(finished)
    for cell in cells { hash.combine(Int(cell)) }
    return hash
  }

}
