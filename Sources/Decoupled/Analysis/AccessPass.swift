import Simulation
import Support
import TargetKit

/// Looks at what instructions touch, one after the other: for races, and for what lint finds.
///
/// The footprints may be worked out before a run, or be those of one.
struct AccessPass {

  let plan: MachinePlan
  let program: TokenProgram
  let order: StreamOrder
  let space: CellSpace
  private(set) var races: [Race] = []
  private(set) var raceCount = 0
  var lint: LintLog

  private var finder: RaceFinder
  /// Nil where only races are looked for.
  private var access: AccessLint?

  /// The stream that is looked at.
  private var stream = 0

  /// For each instruction whether what it touches depends on data.
  private var isDataDependent: [Bool]

  /// Says what faults are; made when there is one.
  private var probe: DecoupledMachine?

  init(
    _ plan: MachinePlan, _ program: TokenProgram, _ order: StreamOrder, onlyRaces: Bool = false,
    _ interruption: Interruption
  ) {
    self.plan = plan
    self.program = program
    self.order = order
    space = CellSpace(plan, interruption: interruption)
    finder = RaceFinder(program, space)
    access = onlyRaces ? nil : AccessLint(program.count, space)
    lint = LintLog()
    isDataDependent = Array(repeating: false, count: program.count)
  }

  /// Visits instructions in this order, with what they touch as far as that is known before a run.
  /// - Parameter note: is told of each before it is visited.
  /// - Returns: whether all were visited before it was interrupted.
  mutating func visit(
    _ sequence: [Int32], _ interruption: Interruption,
    _ note: (inout AccessPass, Int, Footprint, MicroOpContents) -> Void = { _, _, _, _ in }
  ) -> Bool {
    var builder = FootprintBuilder(plan, space)
    var contents = MicroOpContents(plan)
    var footprint = Footprint()
    var poll = Poll(interruption)
    for next in sequence {
      let index = Int(next)
      builder.fill(&footprint, with: index, contents)
      if poll.isRequested(after: footprint.work) { return false }
      note(&self, index, footprint, contents)
      visit(index, footprint)
      contents.apply(index, space)
    }
    return !interruption.isRequested
  }

  mutating func visit(_ index: Int, _ footprint: Footprint) {
    isDataDependent[index] = footprint.isDataDependent
    finder.visit(index, footprint, order) { conflict in
      raceCount += 1
      guard races.count < StreamAnalysis.limit else { return }
      races.append(
        plan.race(
          conflict, space,
          isDataDependent: isDataDependent[conflict.first] || footprint.isDataDependent))
    }
    while index >= program.streamEnds[stream] { stream += 1 }
    guard access != nil else { return }
    let begin = program.stream(stream).lowerBound
    access?.visit(index, footprint, streamBegin: begin) { finding in
      lint.add(finding, plan, space) { isDataDependent[$0] }
    }
  }

  /// Adds what the machine will say of an instruction that can't be done.
  mutating func addFault(at index: Int, _ contents: MicroOpContents) {
    guard lint.hasRoom(for: .fault) else { return lint.count(.fault) }
    var machine = probe ?? DecoupledMachine(plan)
    defer { probe = machine }
    if let fault = machine.staticFault(of: index, contents) { lint.add(fault) }
  }

}

extension DecoupledMachine {

  /// What the machine says of an instruction when it comes to it, with these micro-ops.
  fileprivate mutating func staticFault(of index: Int, _ contents: MicroOpContents) -> Fault? {
    if let fault = faultBeforeTokens(of: index) { return fault }
    guard case .nest(let nest, let vector) = plan.instructions[index].operation else {
      return faultBeforeRunning(index)
    }
    if let vector, vector.operation == nil { return faultBeforeRunning(index) }
    let depth = contents.uops.count
    let begin = min(nest.begin, depth)
    let uops = Array(contents.uops[begin ..< max(begin, min(nest.end, depth))])
    return firstFault(of: index, nest, vector, uops)?.fault
  }

}
