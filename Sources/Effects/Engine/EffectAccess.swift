/// Numbers that a step read or wrote.
public struct EffectAccess: Hashable, Sendable {

  public enum Numbers: Hashable, Sendable {

    /// A box of a part of the state: places along each of its axes.
    case state(StateID, [Range<Int>])

    /// Runs of `byteCount` bytes of the host's memory, so far from each other along each extent.
    case host(address: Int, byteCount: Int, extents: [Int], strides: [Int])
  }

  public var numbers: Numbers
  public var isWrite: Bool

  public init(_ numbers: Numbers, isWrite: Bool) {
    self.numbers = numbers
    self.isWrite = isWrite
  }

}
