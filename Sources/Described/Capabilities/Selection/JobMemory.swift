import Effects

/// What is known before a job, as far as it decides what plan is the best for it: where registers
/// follow the places of the job, it does not matter what they hold, and of hidden arrays it does
/// whether they hold what the job wants.
struct Circumstances: Hashable, Sendable {

  private let cells: [Cell: Int]
  private let arrays: [StateID: Int]

  init(_ known: Known, for job: JobMemory, at offsets: [Int]) {
    cells = known.cells.filter { cell, _ in
      job.concerned.contains(cell.part) && !job.placed.contains(cell)
    }
    let held = known.arrays.filter { job.concerned.contains($0.key) }
    let wishes = held.isEmpty ? [] : job.contents(at: offsets)
    arrays = held.mapValues { wishes.firstIndex(of: $0) ?? wishes.count }
  }

}

/// What has been worked out for a job, apart from its places.
struct JobMemory: Sendable {

  /// What ways offer for it.
  let offers: [Planner.Offer]

  /// The registers whose numbers follow its places and nothing else.
  let placed: Set<Cell>

  /// Whether there are others that reach several places: which of them is to be written depends on
  /// what all of them hold.
  private let hasBases: Bool

  /// All that ways want hidden arrays to hold.
  let wishes: [(wish: ArrayWish, slot: Int)]

  /// The registers and arrays on which it depends how it is done.
  let concerned: Set<StateID>

  private(set) var precedents: [Circumstances: Precedent] = [:]

  /// The circumstances in which nothing did it, wherever that was.
  private(set) var refused: Set<Circumstances> = []

  /// - Units: circumstances of one job of which plans are kept, or that there are none.
  private static let mostCircumstances = 16

  init(_ offers: [Planner.Offer], concerning concerned: Set<StateID>) {
    (self.offers, self.concerned) = (offers, concerned)
    let cells = offers.flatMap(\.placedCells)
    let bases = cells.reduce(into: Set<Cell>()) { $0.formUnion($1.among) }
    placed = cells.reduce(into: Set<Cell>()) { $0.formUnion($1.only) }.subtracting(bases)
    hasBases = !bases.isEmpty
    wishes = offers.flatMap(\.claim.arrays)
  }

  /// What ways want arrays to hold where its places are these.
  func contents(at offsets: [Int]) -> [Known.Content] {
    wishes.map { $0.wish.moved(by: offsets[$0.slot]).content }
  }

  mutating func keep(_ precedent: Precedent, in circumstances: Circumstances) {
    if hasBases, precedent.steps.count > 1 { return }
    if precedents[circumstances] != nil || precedents.count < Self.mostCircumstances {
      precedents[circumstances] = precedent
    }
  }

  mutating func refuse(in circumstances: Circumstances) {
    if refused.count < Self.mostCircumstances { refused.insert(circumstances) }
  }

  mutating func forgetRefusals() { refused = [] }

}
