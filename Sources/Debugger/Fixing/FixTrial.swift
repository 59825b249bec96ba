import Diagnostics
import GraphIR
import Passes
import Support
import Tensors

/// A session in which changes were made, and what of the nodes in question is on the host there.
struct FixTrial: Sendable {

  var session: Session

  /// In the order in which they were made.
  var changes: [FixChange] = []

  /// What is on the host of what came from the nodes of the model.
  private(set) var operators: [ID<Node>] = []

  /// Why, without repetitions.
  private(set) var causes: [RootCause] = []

  private(set) var program: Program
  private let sources: Set<ID<Source>>

  /// Looks at `session`, in which it is decided what goes where.
  /// - Errors: nothing is loaded.
  init(_ session: Session, of sources: Set<ID<Source>>) throws(Diagnostic) {
    self.session = session
    self.sources = sources
    program = try session.requireHistory().program
    look()
  }

  private mutating func look() {
    let roots = RootCauses(program)
    operators = roots.places.operators.filter { id in
      roots.places[id].target == nil
        && program.module[id].origin.sources.contains { sources.contains($0) }
    }
    var seen: Set<Decision> = []
    causes = operators.compactMap { roots[$0] }.filter { seen.insert($0.decision).inserted }
  }

  /// The names of the operators that are on the host.
  var names: Set<String> { Set(operators.compactMap { program.module[$0].op?.name }) }

  /// With one more change.
  /// - Errors: a pass refuses the program then.
  func making(_ change: FixChange) throws(Diagnostic) -> FixTrial {
    var next = self
    try next.session.make(change)
    next.changes.append(change)
    next.program = try next.session.requireHistory().program
    next.look()
    return next
  }

  /// Whether none of the operators `names` of the nodes is on the host any more.
  func offloads(_ names: Set<String>) -> Bool { self.names.isDisjoint(with: names) }

  /// Why the first of the operators is on the host.
  var sentence: String { causes.first?.sentence(in: program.module) ?? "" }

  /// What goes where.
  /// - Errors: annotations mark no regions.
  func figures() throws(Diagnostic) -> PreviewAnswer.Figures {
    PreviewAnswer.Figures(try session.partition())
  }

  /// What keeps an accelerator from running what it takes once a condition of its description is
  /// gone; nil where nothing does.
  ///
  /// The program is lowered to its end, and has to compute what it did before it was.
  /// - Errors: a pass refuses the program, or the user asked to stop.
  func obstacle() throws(Diagnostic) -> String? {
    guard changes.contains(where: { if case .loosen = $0 { true } else { false } }) else {
      return nil
    }
    var lowered = self
    for pass in lowered.session.remainingPasses {
      try lowered.session.apply(try pass.planned())
    }
    lowered.program = try lowered.session.requireHistory().program
    lowered.look()
    guard lowered.operators.count <= operators.count else { return lowered.sentence }
    guard let sample = try lowered.session.hostArguments().first else { return nil }
    let old = try lowered.session.programRun(program, sample)
    let new = try lowered.session.programRun(lowered.program, sample)
    let isSame =
      old.outputs.count == new.outputs.count
      && zip(old.outputs, new.outputs).allSatisfy { $0.bytes == $1.bytes }
    return isSame ? nil : "the accelerator computes something else then"
  }

}
