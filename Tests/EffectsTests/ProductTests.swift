import Effects
import Support
import Testing

@Suite("Products of bytes")
struct ProductTests {

  /// A product of windows of every shape, which goes to sums that nothing shares bytes with, to a
  /// view of a factor, and to sums of another type.
  private static let machine = MachineText(
    state: [
      ("a", "int8[24, 40]"), ("b", "int8[48, 40]"), ("c", "int32[24, 48]"),
      ("same", "int32[240] over a"), ("wide", "int64[24, 48]"), ("row", "int32[48]"),
    ],
    instructions: [
      .init("plain", sizes, "c[t:t+m, 0:n] = a[s:s+m, 0:k] @ b[0:k, 0:n]"),
      .init("sum", sizes, "c[t:t+m, 0:n] += a[s:s+m, 0:k] @ b[0:k, 0:n]"),
      .init("turned", sizes, "c[t:t+m, 0:n] += a[s:s+m, 0:k] @ T(b[0:n, 0:k])"),
      .init("both", sizes, "c[t:t+m, 0:n] = T(a[s:s+k, 0:m]) @ T(b[0:n, 0:k])"),
      .init("shifted", sizes, "c[t:t+m, 1:n+1] += a[s:s+m, 1:k+1] @ b[1:k+1, 1:n+1]"),
      .init("line", sizes, "row[0:n] += a[s, 0:k] @ T(b[0:n, 0:k])"),
      .init("onto", sizes, "same[t:t+n] = a[s, 0:k] @ b[0:k, 0:n]"),
      .init("long", sizes, "wide[t:t+m, 0:n] += a[s:s+m, 0:k] @ b[0:k, 0:n]"),
      .init("spread", sizes, "c[t:t+m, 0:n] += a[s, 0:k] @ b[0:k, 0:n]"),
      .init("kept", sizes, "c[t:t+m, 0:n] = a[s:s+m, 0:k] @ b[0:k, 0:n]; row[n] = 1"),
    ])

  private static let sizes = "m@0:6 n@6:6 k@12:6 s@18:5 t@23:5"

  /// Rows, columns, and how many are summed over; those of the last are mostly not there.
  private static let extents = [
    [1, 16, 16], [16, 16, 16], [3, 17, 33], [16, 40, 24], [0, 4, 4], [2, 4, 0], [2, 9, 41],
  ]

  @Test("they are what the reference gives, inside and outside", arguments: 0 ..< 10)
  func products(_ instruction: Int) throws {
    var random = SplitMix64(seed: UInt64(instruction))
    var (done, faults) = (0, 0)
    for extents in Self.extents {
      for _ in 0 ..< 6 {
        var pair = try EnginePair(try Self.machine.form(), &random)
        let sizes = extents.map { max(0, $0 + Int.random(in: -1 ... 1, using: &random)) }
        let places = (0 ..< 2).map { _ in Int.random(in: 0 ... 9, using: &random) }
        var fault: EffectFault.Reason?
        do {
          _ = try pair.engine.run(instruction, sizes + places, on: &pair.state)
          done += 1
        } catch {
          fault = error.reason
          faults += 1
        }
        let expected = pair.reference.run(instruction, sizes + places)
        #expect(fault?.isLike(expected.fault) ?? (expected.fault == nil), "\(sizes) \(places)")
        #expect(pair.difference == nil, "\(sizes) \(places)")
      }
    }
    #expect(done > 5 && faults > 0)
  }

}
