import Simulation
import TargetKit

/// What lint has found, so many of each kind and a count of the others.
struct LintLog: Sendable {

  private var findings: [LintFinding] = []
  private var counts: [LintFinding.Kind: Int] = [:]

  func hasRoom(for kind: LintFinding.Kind) -> Bool {
    counts[kind, default: 0] < StreamAnalysis.limit
  }

  /// Counts one that is not kept.
  mutating func count(_ kind: LintFinding.Kind) { counts[kind, default: 0] += 1 }

  mutating func add(_ finding: @autoclosure () -> LintFinding, _ kind: LintFinding.Kind) {
    if hasRoom(for: kind) { findings.append(finding()) }
    count(kind)
  }

  /// All of them in order of instructions, with a note for each kind of which there are more.
  func sorted() -> [LintFinding] {
    let order = findings.indices.sorted {
      (findings[$0].instruction?.value ?? .max, $0)
        < (findings[$1].instruction?.value ?? .max, $1)
    }
    let more = LintFinding.Kind.allCases.compactMap { kind -> LintFinding? in
      let rest = counts[kind, default: 0] - StreamAnalysis.limit
      guard rest > 0 else { return nil }
      return LintFinding(
        kind, .note, instruction: nil, message: "there are \(rest) more of `\(kind.rawValue)`")
    }
    return order.map { findings[$0] } + more
  }

}

extension LintLog {

  /// What the machine will stop at.
  mutating func add(_ fault: Fault) {
    add(
      LintFinding(
        .fault, .error, instruction: fault.instruction, message: fault.message, notes: fault.notes),
      .fault)
  }

  mutating func add(
    _ finding: AccessLint.Finding, _ plan: MachinePlan, _ space: CellSpace,
    _ isDataDependent: (Int) -> Bool
  ) {
    switch finding {
    case .uninitialised(let index, let cells, let count):
      add(
        LintFinding(
          uninitialised: index, cells, count, plan, space, isDataDependent(index)),
        .uninitialisedRead)
    case .deadWrite(let first, let second, let cells):
      let place = Place(cells, plan, space)
      add(
        LintFinding(
          .deadWrite, .warning, instruction: plan.number(first), others: [plan.number(second)],
          memory: place.memory,
          range: place.range,
          message: "nothing reads what it writes into `\(memory: place.cells.memory)`",
          notes: [
            "\(plan.number(second)) writes the last of it again",
            "leave \(plan.number(first)) out, or read what it writes before \(plan.number(second))",
          ], isDataDependent: isDataDependent(first) || isDataDependent(second)), .deadWrite)
    case .storedTwice(let first, let second, let cells, let isRead):
      let place = Place(cells, plan, space)
      let kind: LintFinding.Kind = isRead ? .overlappingStores : .deadStore
      add(
        LintFinding(
          kind, isRead ? .note : .warning, instruction: plan.number(second),
          others: [plan.number(first)],
          range: place.range,
          message:
            "it stores \(quoting: place.cells), which \(plan.number(first)) of the same stream stores too",
          notes: [
            isRead ? "it is read between them" : "nothing reads it between them",
            "store to another address, or leave \(plan.number(first)) out",
          ]), kind)
    }
  }

}

/// Cells as a reader knows them.
struct Place {
  let memory: String?
  let range: Range<Int>

  init(_ cells: Range<Int>, _ plan: MachinePlan, _ space: CellSpace) {
    let place = space.place(of: cells.lowerBound)
    memory = place == space.dram ? nil : plan.layout.slots[place].name
    range = space.range(of: cells)
  }

  var cells: CellPlace { CellPlace(memory ?? CellPlace.dram, range) }
}

extension LintFinding {

  fileprivate init(
    uninitialised index: Int, _ cells: Range<Int>, _ count: Int, _ plan: MachinePlan,
    _ space: CellSpace, _ isDataDependent: Bool
  ) {
    let place = Place(cells, plan, space)
    let rest = count - cells.count
    let more = rest > 0 ? " and \(rest) more" : ""
    self.init(
      .uninitialisedRead, .warning, instruction: plan.number(index), memory: place.memory,
      range: place.range,
      message: "it reads \(quoting: place.cells)\(more), which nothing has written",
      notes: ["a machine that was not used before has 0 there; load it, or reset it, before"],
      isDataDependent: isDataDependent)
  }

}
