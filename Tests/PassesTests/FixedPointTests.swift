import Support
import Testing

@testable import Passes

/// Changes of scale in integers, against the real numbers that they stand for.
@Suite struct FixedPointTests {

  private func request(
    _ random: inout SplitMix64, channels: Int, zero: ClosedRange<Int>
  ) -> FixedPoint.Request {
    let bounds = (0 ..< channels).map { _ in
      let width = 1 << Int.random(in: 4 ... 27, using: &random)
      let low = -Int.random(in: 0 ... width, using: &random)
      return low ... low + width
    }
    let ratios = (0 ..< channels).map { _ in
      Double(sign: .plus, exponent: -Int.random(in: -1 ... 18, using: &random), significand: 1)
        * Double.random(in: 0.5 ... 1, using: &random)
    }
    let low = Int.random(in: -128 ... 0, using: &random)
    return FixedPoint.Request(
      ratios: ratios, bounds: bounds, zero: Int.random(in: zero, using: &random),
      resultZero: Int.random(in: -128 ... 127, using: &random), range: low ... 127)
  }

  /// Numbers of `range`, its ends among them, and those around where the result is cut off.
  private func samples(
    _ range: ClosedRange<Int>, near edges: [Double], _ random: inout SplitMix64
  ) -> [Int] {
    let around = edges.flatMap { edge in (-2 ... 2).map { Int(edge.rounded()) + $0 } }
    let any = (0 ..< 200).map { _ in Int.random(in: range, using: &random) }
    return [range.lowerBound, range.upperBound] + any + around.filter(range.contains)
  }

  /// The result is the rounded real number, but where that lies closer to a tie than the deviation
  /// that is stated; every number on the way fits `int32`.
  @Test(arguments: 0 ..< 40)
  func deviatesAsStated(_ seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let asked = request(
      &random, channels: Int.random(in: 1 ... 5, using: &random),
      zero: seed % 2 == 0 ? 0 ... 0 : -128 ... 127)
    let found = try #require(FixedPoint(multiplying: asked))
    if seed % 2 == 0 { #expect(found.deviation <= 1.0 / 64) }
    for channel in 0 ..< asked.channelCount {
      let ratio = asked.ratio(channel)
      let edges = [asked.range.lowerBound, asked.range.upperBound].map {
        Double($0 - asked.resultZero) / ratio + Double(asked.zero)
      }
      for x in samples(asked.bounds(channel), near: edges, &random) {
        let real = Double(x - asked.zero) * ratio + Double(asked.resultZero)
        let y = found.result(x, channel: channel)
        let low = Int((real - found.deviation + 0.5 - 1e-9).rounded(.down))
        let high = Int((real + found.deviation + 0.5 + 1e-9).rounded(.down))
        let range = asked.range
        #expect(min(max(low, range.lowerBound), range.upperBound) <= y, "\(x) of \(asked)")
        #expect(y <= min(max(high, range.lowerBound), range.upperBound), "\(x) of \(asked)")
        #expect(found.largest(x, channel) <= Int(Int32.max), "\(x) of \(asked)")
      }
    }
  }

  /// Shifts are exact but for ties, which go up, whatever the zero points.
  @Test(arguments: 0 ..< 20)
  func shiftsAreExact(_ seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    var asked = request(&random, channels: 3, zero: -128 ... 127)
    asked.ratios = (0 ..< 3).map { _ in
      PowerOfTwo.scale(-Int.random(in: 0 ... 15, using: &random))
    }
    asked.bounds = asked.bounds.map { max($0.lowerBound, -1 << 22) ... min($0.upperBound, 1 << 22) }
    let found = try #require(FixedPoint(shifting: asked))
    #expect(found.deviation == 0 && found.factors == [1] && found.limits.isEmpty)
    for channel in 0 ..< 3 {
      for x in samples(asked.bounds(channel), near: [], &random) {
        let real = Double(x - asked.zero) * asked.ratio(channel) + Double(asked.resultZero)
        let whole = Int((real + 0.5).rounded(.down))
        let y = min(max(whole, asked.range.lowerBound), asked.range.upperBound)
        #expect(found.result(x, channel: channel) == y)
      }
    }
  }

  @Test func onlyPowersOfTwoAreShifts() {
    let bounds = [-1000 ... 1000]
    for (ratio, isShift) in [(0.25, true), (1, true), (0.3, false), (2, false)] {
      let asked = FixedPoint.Request(ratios: [ratio], bounds: bounds, range: -128 ... 127)
      #expect((FixedPoint(shifting: asked) != nil) == isShift)
      #expect(FixedPoint(multiplying: asked) != nil)
    }
  }

  /// A factor that no shift goes with, and a channel whose sums say nothing.
  @Test func whatIsTooLargeOrTooSmallIsSeen() throws {
    let huge = FixedPoint.Request(ratios: [0x1p24], bounds: [-9 ... 9], range: -128 ... 127)
    #expect(FixedPoint(multiplying: huge) == nil)
    let dead = FixedPoint.Request(
      ratios: [1e-12, 0.01], bounds: [-5 ... 5, -100_000 ... 100_000], resultZero: 3,
      range: -128 ... 127)
    let found = try #require(FixedPoint(multiplying: dead))
    #expect((-5 ... 5).allSatisfy { found.result($0, channel: 0) == 3 })
    #expect(found.result(100_000, channel: 1) == 127)
  }

}

extension FixedPoint {
  /// The largest number that comes up on the way to the result for `x`.
  fileprivate func largest(_ x: Int, _ channel: Int) -> Int {
    func of<T>(_ values: [T]) -> T { values[values.count == 1 ? 0 : channel] }
    var y = x >> of(coarsening)
    if !limits.isEmpty { y = min(max(y, of(limits).lowerBound), of(limits).upperBound) }
    return [y, y * of(factors), y * of(factors) + of(addends)].map { abs($0) }.max() ?? 0
  }
}
