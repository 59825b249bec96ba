/// What makes an instruction wait for others.
public enum OrderDescription: Sendable, Hashable {

  /// All instructions run one after the other.
  case inOrder

  /// Units run at the same time; instructions put tokens into queues and wait for tokens.
  case tokens([TokenQueue])

  /// An instruction waits for every earlier one, of any unit, whose windows overlap with its own where
  /// one of the two writes.
  case interlocks

  /// Units run at the same time; what an instruction `signal`s is outstanding on a queue until one
  /// `wait`s for it. The names of the queues, each with the unit whose work is counted.
  case waits([CountedQueue])

  /// Units run at the same time; an instruction with a `barrier` waits for all before it, and nothing
  /// behind it begins before.
  case barriers

  /// Units run at the same time; instructions put numbers of tiles into buffers and take them out, and
  /// wait for tiles and for room.
  case counted([Buffer])

  /// Units run at the same time and nothing orders them.
  case none

  /// How much may be outstanding on a queue.
  func most(outstandingOn queue: String) -> Int {
    guard case .waits(let queues) = self else { return .max }
    return queues.first { $0.name == queue }?.most ?? .max
  }

  /// A queue of tokens from one unit to another.
  public struct TokenQueue: Sendable, Hashable {

    public var name: String

    /// The places of the units that push and that pop.
    public var from: Int
    public var to: Int

    /// The flags, fields of one bit that all instructions have: with `push` an instruction of `from`
    /// puts a token in when it is done, with `pop` one of `to` takes one before it begins.
    public var push: String
    public var pop: String

    /// - Units: tokens that it holds at most; nil for any number.
    public var depth: Int?

    public init(
      name: String, from: Int, to: Int, push: String, pop: String, depth: Int? = nil
    ) {
      self.name = name
      self.from = from
      self.to = to
      self.push = push
      self.pop = pop
      self.depth = depth
    }
  }

  /// A buffer from one unit to another whose contents are counted.
  public struct Buffer: Sendable, Hashable {

    public var name: String

    /// The places of the units whose instructions push and pop.
    public var from: Int
    public var to: Int

    /// - Units: tiles that it holds at most.
    public var depth: Int

    public init(name: String, from: Int, to: Int, depth: Int) {
      self.name = name
      self.from = from
      self.to = to
      self.depth = depth
    }
  }

  /// A count of work that has begun and is not waited for yet.
  public struct CountedQueue: Sendable, Hashable {

    public var name: String

    /// The place of the unit whose work it counts.
    public var unit: Int

    /// - Units: how much may be outstanding; the unit waits before there is more.
    public var most: Int

    public init(name: String, unit: Int, most: Int) {
      self.name = name
      self.unit = unit
      self.most = most
    }
  }

}
