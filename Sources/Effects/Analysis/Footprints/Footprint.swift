import Support
import Tensors

/// What an instruction reads and writes: sets of bytes of the state and of the host's memory.
public struct Footprint: Hashable, Sendable {

  /// Part by part and the host last, what is read before what is written; in as few sets as are found.
  public private(set) var accesses: [Access] = []

  /// Whether the sets are what is touched; otherwise they have more, where an effect gathers.
  public private(set) var isExact = true

  public struct Access: Hashable, Sendable {

    public var space: Space

    /// The part by which the effect names the bytes; nil on the host.
    public var part: StateID?

    public var bytes: StridedSet
    public var isWrite: Bool

    public init(_ space: Space, part: StateID?, bytes: StridedSet, isWrite: Bool) {
      self.space = space
      self.part = part
      self.bytes = bytes
      self.isWrite = isWrite
    }
  }

  /// Bytes that have one numbering.
  public enum Space: Hashable, Sendable {
    /// A part that is no view of another.
    case part(StateID)
    case host
  }

  public init() {}

  public var reads: [Access] { accesses.filter { !$0.isWrite } }
  public var writes: [Access] { accesses.filter(\.isWrite) }

  mutating func insert(_ access: Access) {
    if !access.bytes.isEmpty { accesses.append(access) }
  }

  mutating func gathers() { isExact = false }

  /// Says the same in few sets, and in one order.
  mutating func unite() {
    let kinds = Dictionary(grouping: accesses) {
      Kind(space: $0.space, part: $0.part, isWrite: $0.isWrite)
    }
    accesses = kinds.sorted { $0.key < $1.key }.flatMap { kind, accesses in
      StridedSet.united(accesses.map(\.bytes)).map {
        Access(kind.space, part: kind.part, bytes: $0, isWrite: kind.isWrite)
      }
    }
  }

  private struct Kind: Hashable, Comparable {
    var space: Space
    var part: StateID?
    var isWrite: Bool

    static func < (a: Kind, b: Kind) -> Bool {
      let (x, y) = (a.part?.index ?? .max, b.part?.index ?? .max)
      return (x, a.isWrite ? 1 : 0) < (y, b.isWrite ? 1 : 0)
    }
  }

}

/// Why the bytes that an instruction touches can not be told from its fields.
public enum FootprintFault: Error, Hashable, Sendable {

  case scalar(ScalarFault)

  /// Places of an axis that are not all there.
  case outside(StateID, axis: Int, lower: Int, end: Int)

  /// An extent below 0.
  case negativeCount(Int)

  /// Addresses or counts that are too great to count.
  case overflow

  case noCase

  /// Where it reads and writes depends on a part that it writes itself.
  case dependsOnItself(StateID)

  case interrupted
}

extension MachineForm {

  /// The part whose bytes a view shows in the end.
  public func root(of part: StateID) -> StateID {
    var part = part
    // As many steps as there are parts: views of views do not go round.
    for _ in state {
      guard state.indices.contains(part.index), let base = state[part.index].base else { break }
      part = base
    }
    return part
  }

  /// The distance in bytes from one place to the next along each axis of a part, and from one number
  /// to the next.
  public func byteSteps(of part: StateID) -> [Int] {
    var step = self[part].type.element.byteSize
    var steps: [Int] = []
    for extent in self[part].shape.reversed() {
      steps.append(step)
      step = [step, max(extent, 0)].product
    }
    return steps.reversed()
  }

}
