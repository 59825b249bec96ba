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
  /// As `12.3 us`.
  public var description: String {
    let units: [(size: Int, name: String)] = [
      (1_000_000_000_000, "s"), (1_000_000_000, "ms"), (1_000_000, "us"), (1_000, "ns"),
    ]
    let unit = units.first { picoseconds >= $0.size } ?? (1, "ps")
    let tenths = picoseconds / (unit.size / 10 == 0 ? 1 : unit.size / 10)
    guard unit.size >= 10 else { return "\(picoseconds) \(unit.name)" }
    return tenths >= 1000 || tenths % 10 == 0
      ? "\(tenths / 10) \(unit.name)" : "\(tenths / 10).\(tenths % 10) \(unit.name)"
  }
}
