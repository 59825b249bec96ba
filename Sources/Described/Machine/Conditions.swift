import Effects
import Simulation
import TargetKit

/// Stop conditions, looked up once for a workload.
struct Conditions {

  private enum Test {
    case instruction(Int)
    case instructions(NumberSet)
    case always
    case form(Int)
    case unit(Int)
    case push(Int)
    case pop(Int)
    case level(queue: Int, Int)
    case access(Footprint.Space, Range<Int>, isWrite: Bool)

    /// Of something that there is not.
    case never
  }

  private let tests: [Test]

  /// Which of them are events, and which are places.
  private let events: [Int]
  private let places: [Int]
  private let program: MachineProgram
  private let history: AccessHistory

  init(_ conditions: [StopCondition], _ program: MachineProgram, _ history: AccessHistory) {
    self.program = program
    self.history = history
    events = conditions.indices.filter { conditions[$0].isEvent }
    places = conditions.indices.filter { !conditions[$0].isEvent }
    tests = conditions.map { Conditions.test($0, program) }
  }

  private static func test(_ condition: StopCondition, _ program: MachineProgram) -> Test {
    func queue(_ name: String) -> Int? { program.queues.firstIndex { $0.name == name } }
    func access(_ name: String, _ places: Range<Int>, _ isWrite: Bool) -> Test {
      let form = program.description.form
      guard let part = form.state(named: name) else { return .never }
      let step = form.byteCount(ofPlaceOf: part)
      let inside = places.clamped(to: 0 ..< (form[part].shape.first ?? 1))
      return .access(
        .part(form.root(of: part)), inside.lowerBound * step ..< inside.upperBound * step,
        isWrite: isWrite)
    }
    switch condition {
    case .instruction(let number):
      return program.index(of: number).map { .instruction($0) } ?? .never
    case .instructions(let set): return .instructions(set)
    case .always: return .always
    case .format(let name):
      return program.description.form.instructions.firstIndex { $0.name == name }
        .map { .form($0) } ?? .never
    case .unit(let name):
      return program.units.firstIndex { $0.name == name }.map { .unit($0) } ?? .never
    case .push(let name): return queue(name).map { .push($0) } ?? .never
    case .pop(let name): return queue(name).map { .pop($0) } ?? .never
    case .level(let name, let level):
      return queue(name).map { .level(queue: $0, level) } ?? .never
    case .write(let name, let range): return access(name, range, true)
    case .read(let name, let range): return access(name, range, false)
    case .writeDRAM(let range): return .access(.host, range, isWrite: true)
    case .readDRAM(let range): return .access(.host, range, isWrite: false)
    }
  }

  /// Whether nothing is ever to stop.
  var isIdle: Bool { tests.allSatisfy { if case .never = $0 { true } else { false } } }

  var haveEvents: Bool { !events.isEmpty }

  /// Whether any of them holds behind the instruction that has just finished.
  func hold(in machine: DescribedMachine) -> Bool {
    places.contains { holds(tests[$0], next: machine.current) }
      || events.contains { holds(tests[$0], behind: machine) }
  }

  /// Those that hold of the instruction that has just finished.
  func eventsHolding(in machine: DescribedMachine) -> [Int] {
    events.filter { holds(tests[$0], behind: machine) }
  }

  /// Those that hold of the instruction that is next.
  func placesHolding(next: Int?) -> [Int] { places.filter { holds(tests[$0], next: next) } }

  private func holds(_ test: Test, next: Int?) -> Bool {
    if case .always = test { return true }
    guard let next else { return false }
    let instruction = program.instructions[next]
    switch test {
    case .instruction(let index): return next == index
    case .instructions(let set): return set.contains(program.number(next))
    case .form(let form): return instruction.form == form
    case .unit(let unit): return instruction.unit == unit
    case .push(let queue): return instruction.pushes.moves(in: queue) > 0
    case .pop(let queue): return instruction.pops.moves(in: queue) > 0
    case .always, .level, .access, .never: return false
    }
  }

  private func holds(_ test: Test, behind machine: DescribedMachine) -> Bool {
    let position = machine.mark.instruction - 1
    guard position >= 0, let last = machine.position.last else { return false }
    switch test {
    case .level(let queue, let level):
      let instruction = program.instructions[last]
      return machine.position.levels[queue] == level
        && instruction.pops.moves(in: queue) != instruction.pushes.moves(in: queue)
    case .access(let space, let bytes, let isWrite):
      guard let record = history.record(position) else { return false }
      return record.footprint.accesses.contains {
        $0.isWrite == isWrite && $0.space == space && $0.bytes.overlaps(bytes)
      }
    default: return false
    }
  }

}
