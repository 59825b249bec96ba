/// What instructions take from the memory of the host, or put there, for one memory of the chip.
public struct HostUse: Sendable, Hashable {

  /// The memory that it goes to or comes from.
  public var memory: String

  public var isWrite: Bool

  /// From the first byte that is touched to behind the last.
  public var addresses: Range<Int>

  public init(memory: String, isWrite: Bool, addresses: Range<Int>) {
    self.memory = memory
    self.isWrite = isWrite
    self.addresses = addresses
  }

}

extension [HostUse] {

  /// From the first byte to behind the last that loads of a memory touch; nil where nothing loads
  /// it.
  public func loaded(into memory: String) -> Range<Int>? {
    let own = filter { $0.memory == memory && !$0.isWrite }.map(\.addresses)
    guard let first = own.map(\.lowerBound).min(), let end = own.map(\.upperBound).max() else {
      return nil
    }
    return first ..< end
  }

}
