import Simulation
import Support
import Synchronization
import Testing

/// Counts: instruction `n` has `n % 5 + 1` steps, each of which mixes a number.
private struct Mixer: Machine {

  struct Checkpoint: Sendable {
    let mark: Mark
    let value: UInt64
    let work: Int
  }

  let count: Int
  var mark = Mark()
  var value: UInt64 = 1
  var work = 0

  var stepCount: Int { mark.instruction % 5 + 1 }
  var stop: Stop { mark == Mark() ? .start : mark.instruction == count ? .end : .step }

  mutating func advance(steps count: Int) {
    guard mark.instruction < self.count else { return }
    let end = min(mark.step + count, stepCount)
    while mark.step < end {
      value = (value ^ UInt64(mark.instruction * 8 + mark.step)) &* 0x100_0000_01b3
      mark.step += 1
      work += 1
    }
    if mark.step == stepCount { mark = Mark(instruction: mark.instruction + 1) }
  }

  mutating func checkpoint() -> Checkpoint { Checkpoint(mark: mark, value: value, work: work) }

  mutating func restore(_ checkpoint: Checkpoint) {
    mark = checkpoint.mark
    value = checkpoint.value
    work = checkpoint.work
  }

  var stateHash: StateHash {
    var hash = StateHash()
    hash.combine(Int(truncatingIfNeeded: value))
    return hash
  }

}

/// Each instruction is one step of ten pieces, each of which is half a millisecond of work and
/// changes the number.
private struct Piecemeal: Machine {

  struct Checkpoint: Sendable {
    let instruction: Int
    let value: UInt64
    let work: Int
  }

  let count: Int
  var instruction = 0
  var piece = 0
  var value: UInt64 = 1
  var work = 0

  var mark: Mark { Mark(instruction: instruction, step: piece > 0 ? 1 : 0) }
  var stepCount: Int { 1 }
  var stop: Stop { instruction == count ? .end : .step }
  var isTorn: Bool { piece > 0 }

  mutating func advance(steps count: Int) {
    guard instruction < self.count else { return }
    value = value &* 3 &+ UInt64(piece)
    work += 500_000
    piece = (piece + 1) % 10
    if piece == 0 { instruction += 1 }
  }

  mutating func run(to end: Int, work: Int, until test: ((Self) -> Bool)?) -> Bool {
    advance(steps: 1)
    return !isTorn && test.map { $0(self) } ?? false
  }

  mutating func checkpoint() -> Checkpoint {
    precondition(!isTorn)
    return Checkpoint(instruction: instruction, value: value, work: work)
  }

  mutating func restore(_ checkpoint: Checkpoint) {
    (instruction, piece) = (checkpoint.instruction, 0)
    (value, work) = (checkpoint.value, checkpoint.work)
  }

  var stateHash: StateHash { StateHash() }

}

@Suite struct TimelineTests {

  /// Whatever the intervals, a mark is one state.
  @Test(arguments: [(1, 1), (3, 4), (32, 32768), (7, 1 << 30)])
  func marksAreStates(_ interval: Int, _ workInterval: Int) {
    var timeline = Timeline(Mixer(count: 200), interval: interval, workInterval: workInterval)
    var states: [Mark: UInt64] = [timeline.machine.mark: timeline.machine.value]
    while timeline.step(.microOp) { states[timeline.machine.mark] = timeline.machine.value }
    let marks = states.keys.sorted()
    var random = SplitMix64(seed: 9)
    var wrong = 0
    for _ in 0 ..< 500 {
      let mark = marks[Int(random.next() % UInt64(marks.count))]
      timeline.seek(to: mark)
      if timeline.machine.mark != mark || timeline.machine.value != states[mark] { wrong += 1 }
    }
    #expect(wrong == 0)
    #expect(timeline.newest == Mark(instruction: 200))
  }

  @Test func everyMicroOpIsUndone() {
    var timeline = Timeline(Mixer(count: 60), interval: 4)
    var values: [UInt64] = []
    repeat { values.append(timeline.machine.value) } while timeline.step(.microOp)
    var back: [UInt64] = []
    repeat { back.append(timeline.machine.value) } while timeline.stepBack(.microOp)
    #expect(back == values.reversed())
    let wentBack = timeline.stepBack(.instruction)
    #expect(!wentBack)
  }

  /// An edit stays where it was made, and what came after it is forgotten.
  @Test func editsBranchTheHistory() {
    var timeline = Timeline(Mixer(count: 100), interval: 4)
    timeline.seek(to: Mark(instruction: 90))
    let original = timeline.machine.value
    timeline.seek(to: Mark(instruction: 41, step: 1))
    timeline.edit { $0.value = 12345 }
    #expect(timeline.newest == Mark(instruction: 41, step: 1))
    timeline.seek(to: Mark(instruction: 90))
    let edited = timeline.machine.value
    #expect(edited != original)
    timeline.seek(to: Mark(instruction: 10))
    timeline.seek(to: Mark(instruction: 41, step: 1))
    #expect(timeline.machine.value == 12345)
    timeline.seek(to: Mark(instruction: 90))
    #expect(timeline.machine.value == edited)
  }

  @Test func seeksEndWhenAsked() {
    var timeline = Timeline(Mixer(count: 1_000_000))
    let asked = Atomic(0)
    let second = Interruption { asked.add(1, ordering: .relaxed).newValue == 2 }
    let arrived = timeline.seek(to: Mark(instruction: 900_000), interruption: second)
    #expect(!arrived)
    #expect(timeline.machine.mark.instruction < 900_000)
    #expect(timeline.machine.mark.step == 0)
  }

  @Test func enteringGoesBackByIntervals() {
    var timeline = Timeline(Mixer(count: 100), interval: 10)
    timeline.seek(to: Mark(instruction: 95))
    var starts: [Int] = []
    var mark = timeline.machine.mark
    while let start = timeline.enterInterval(before: mark) {
      starts.append(start.instruction)
      mark = start
    }
    #expect(starts == [90, 80, 70, 60, 50, 40, 30, 20, 10, 0])
  }

  /// What belongs to one step is whole, or has not happened, wherever somebody interrupts.
  @Test(arguments: 1 ... 25)
  func stepsAreWhole(_ number: Int) {
    var timeline = Timeline(Piecemeal(count: 6))
    var states: [Mark: UInt64] = [Mark(): 1]
    while timeline.step(.instruction) { states[timeline.machine.mark] = timeline.machine.value }
    #expect(states.count == 7)
    for isAgain in [false, true] {
      if isAgain { timeline.seek(to: Mark()) } else { timeline = Timeline(Piecemeal(count: 6)) }
      let asked = Atomic(0)
      let interruption = Interruption { asked.add(1, ordering: .relaxed).newValue >= number }
      let outcome = timeline.run(until: nil, interruption: interruption)
      #expect(outcome == (number <= 20 ? .interrupted : .boundary))
      #expect(!timeline.machine.isTorn)
      #expect(timeline.machine.value == states[timeline.machine.mark])
      #expect(timeline.machine.mark.instruction == min(6, number * 3 / 10))
      timeline.seek(to: Mark(instruction: 6))
      #expect(timeline.machine.value == states[Mark(instruction: 6)])
    }
  }

  /// A test is asked behind an instruction, also where the way leads to a step in it.
  @Test func testsHoldBehindTheLastStep() {
    var timeline = Timeline(Mixer(count: 10))
    timeline.seek(to: Mark(instruction: 4, step: 2))
    let far = Mark(instruction: 4, step: 100)
    #expect(timeline.run(to: far, until: { $0.mark.instruction == 5 }) == .held)
    #expect(timeline.machine.mark == Mark(instruction: 5))
  }

}
