/// Two accesses of different units to the same place, one of which writes, that nothing orders.
public struct Race: Sendable, Hashable {

  /// What one of the two does there.
  public struct Access: Sendable, Hashable {

    public enum Kind: String, Sendable, Hashable, CaseIterable { case read, write }

    public var instruction: InstructionNumber
    public var unit: String
    public var kind: Kind

    public init(instruction: InstructionNumber, unit: String, kind: Kind) {
      self.instruction = instruction
      self.unit = unit
      self.kind = kind
    }
  }

  /// A token that would order them.
  public struct Link: Sendable, Hashable {
    public var queue: String

    /// The flags with which it is pushed and popped, and who would have to; `nil`: any instruction
    /// of that unit between the others.
    public var push: String
    public var pusher: InstructionNumber?
    public var pop: String
    public var popper: InstructionNumber?

    public init(
      queue: String, push: String, pusher: InstructionNumber?, pop: String,
      popper: InstructionNumber?
    ) {
      self.queue = queue
      self.push = push
      self.pusher = pusher
      self.pop = pop
      self.popper = popper
    }
  }

  /// In the order of the functional clock.
  public var first: Access
  public var second: Access

  /// The memory with the cells; `nil` for DRAM.
  public var memory: String?

  /// The first run that both touch: elements of the memory, or bytes of DRAM.
  public var range: Range<Int>

  /// What is missing: tokens that lead from the one that comes first in the program to the other.
  public var missing: [Link]

  /// Whether where they access depends on data that the streams themselves make.
  public var isDataDependent: Bool

  public init(
    first: Access, second: Access, memory: String?, range: Range<Int>, missing: [Link],
    isDataDependent: Bool = false
  ) {
    self.first = first
    self.second = second
    self.memory = memory
    self.range = range
    self.missing = missing
    self.isDataDependent = isDataDependent
  }

  /// Where it is.
  public var place: CellPlace { CellPlace(memory ?? CellPlace.dram, range) }

  /// One sentence: who does what where.
  public var message: Sentence {
    "\(first.instruction) (\(unit: first.unit)) \(first.kind.phrase) \(place) and "
      + "\(second.instruction) (\(unit: second.unit)) \(second.kind.phrase) it, and nothing orders them"
  }

  /// What would order them; nil where no tokens lead from one unit to the other.
  public var advice: Sentence? {
    guard !missing.isEmpty else { return nil }
    return missing.map(\.message).joined(separator: "; ")
  }

}

extension Race.Link {

  /// Who has to push and pop the token.
  fileprivate var message: Sentence {
    func words(_ number: InstructionNumber?) -> Sentence {
      number.map { Sentence(.instruction($0)) } ?? "one between them"
    }
    return "\(words(pusher)) has to push \(queue: queue) (`\(field: push)`) and "
      + "\(words(popper)) to pop it (`\(field: pop)`)"
  }

}

extension Race.Access.Kind {

  /// As a sentence says it.
  public var phrase: String {
    switch self {
    case .read: "reads"
    case .write: "writes"
    }
  }

}
