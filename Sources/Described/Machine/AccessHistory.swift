import Effects
import Simulation
import Support
import Synchronization

/// What each instruction read and wrote, in the order in which they finished.
///
/// It is found by doing them again on a machine of its own, which is the same as often as one likes,
/// and kept. Whoever never asks pays nothing.
final class AccessHistory: Sendable {

  /// What one instruction did.
  struct Record: Sendable {
    var instruction: Int
    var footprint: Footprint
    var events: [QueueEvent]
    var counts: DerivedCounts
  }

  private struct Content: Sendable {

    /// Stands behind what is recorded.
    var cursor: DescribedMachine
    var records: [Record] = []

    /// What the steps of the instruction at the cursor did so far.
    var partial = DescribedMachine.Observation()

    /// How many numbers its matrix products multiply; nil before it has begun.
    var products: Int?
    var writes: WriteIndex
  }

  private let content: Mutex<Content>

  /// - Parameter machine: before the first instruction.
  init(_ machine: DescribedMachine) {
    content = Mutex(Content(cursor: machine.observing(), writes: WriteIndex(machine.program)))
  }

  private init(_ content: Content) { self.content = Mutex(content) }

  /// What the first `count` instructions to finish did, or fewer where not so many finish or the work
  /// is to end.
  /// - Cost: that of running those that nobody has asked for.
  func records(_ count: Int) -> ArraySlice<Record> {
    content.withLock { content in
      AccessHistory.extend(&content, to: Mark(instruction: count))
      return content.records.prefix(count)
    }
  }

  /// What the instruction that was the n-th to finish did.
  func record(_ position: Int) -> Record? {
    content.withLock { content in
      AccessHistory.extend(&content, to: Mark(instruction: position + 1))
      return content.records.indices.contains(position) ? content.records[position] : nil
    }
  }

  /// Who wrote what, among the first `count` instructions to finish and maybe more.
  func writes(_ count: Int) -> WriteIndex {
    content.withLock { content in
      AccessHistory.extend(&content, to: Mark(instruction: count))
      return content.writes
    }
  }

  /// The machine where nothing can go on any more, or as far as the work went.
  func machineAtEnd() -> DescribedMachine {
    content.withLock { content in
      AccessHistory.extend(&content, to: Mark(instruction: .max))
      return content.cursor
    }
  }

  // MARK: Edits

  /// The history of a machine that has been edited where it stands.
  /// - Parameter partial: what the steps did that are done of the instruction that runs there.
  func edited(
    _ machine: DescribedMachine, partial: DescribedMachine.Observation
  ) -> AccessHistory {
    let count = machine.mark.instruction
    return content.withLock { content in
      AccessHistory.extend(&content, to: Mark(instruction: count))
      var copy = content
      if copy.records.count > count {
        copy.records.removeLast(copy.records.count - count)
        copy.writes = WriteIndex(machine.program)
        for record in copy.records { copy.writes.append(record.footprint) }
      }
      copy.partial = partial
      copy.products = nil
      copy.cursor = machine.observing()
      return AccessHistory(copy)
    }
  }

  // MARK: Going on

  private static func extend(_ content: inout Content, to mark: Mark) {
    var poll = Poll()
    while content.cursor.mark < mark {
      if poll.isRequested(after: 64) { return }
      let before = content.cursor.mark
      if content.products == nil { content.products = content.cursor.productCount }
      content.cursor.advance(steps: slice)
      let seen = content.cursor.takeObservation()
      content.partial.accesses += seen.accesses
      content.partial.events += seen.events
      let after = content.cursor.mark
      if after.instruction > before.instruction {
        take(&content)
      } else if after == before {
        return
      }
    }
  }

  private static var slice: Int { 1 << 10 }

  /// The instruction that has just finished is whole.
  private static func take(_ content: inout Content) {
    let finished = content.cursor.log[content.cursor.mark.instruction - 1]
    let form = content.cursor.program.description.form
    let footprint = Footprint(observed: content.partial.accesses, in: form)
    content.records.append(
      Record(
        instruction: finished.instruction, footprint: footprint, events: content.partial.events,
        counts: DerivedCounts(
          content.partial.accesses, steps: finished.steps, products: content.products ?? 0,
          in: form)))
    content.writes.append(footprint)
    content.partial = DescribedMachine.Observation()
    content.products = nil
  }

}
