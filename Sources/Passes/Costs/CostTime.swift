import Support

/// A time that an estimate gives: a whole number, so that sums do not depend on their order.
///
/// - Units: picoseconds.
public struct CostTime: Sendable, Hashable {

  public var picoseconds: Int

  public init(picoseconds: Int) { self.picoseconds = picoseconds }

  public static let zero = CostTime(picoseconds: 0)

  /// As much as one part of a program may count for: the sum over the nodes of any module is a
  /// number.
  static let most = 1 << 46

  /// `count` of what there are `rate` of in a second, at most `most`.
  init(_ count: Double, per rate: Double) {
    let time = count / rate * 1e12
    picoseconds = time < Double(Self.most) ? Int(time.rounded()) : Self.most
  }

  public static func + (a: Self, b: Self) -> Self {
    CostTime(picoseconds: capped(a.picoseconds, b.picoseconds))
  }

  public static func += (a: inout Self, b: Self) { a = a + b }

}

extension CostTime: Comparable {
  public static func < (a: Self, b: Self) -> Bool { a.picoseconds < b.picoseconds }
}

extension CostTime: CustomStringConvertible {
  public var description: String { timeText(picoseconds) }
}
