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

    public init(queue: String, push: String, pusher: InstructionNumber?, pop: String, popper: InstructionNumber?) {
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

  /// Where it is, in words.
  public var place: String {
    let last = range.upperBound - 1
    guard let memory else {
      return "DRAM 0x\(String(range.lowerBound, radix: 16)) to 0x\(String(last, radix: 16))"
    }
    return range.count == 1
      ? "\(memory)[\(range.lowerBound)]" : "\(memory)[\(range.lowerBound)..\(last)]"
  }

  /// One sentence: who does what where.
  public var message: String {
    "\(first.instruction) (\(first.unit)) \(first.kind.phrase) \(place) and "
      + "\(second.instruction) (\(second.unit)) \(second.kind.phrase) it, and nothing orders them"
  }

  /// What would order them; empty where no tokens lead from one unit to the other.
  public var advice: String? {
    guard !missing.isEmpty else { return nil }
    let parts = missing.map { link in
      let pusher = link.pusher.map { "\($0)" } ?? "one between them"
      let popper = link.popper.map { "\($0)" } ?? "one between them"
      return
        "\(pusher) has to push \(link.queue) (`\(link.push)`) and \(popper) to pop it (`\(link.pop)`)"
    }
    return parts.joined(separator: "; ")
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
