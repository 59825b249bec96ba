import Tensors
import Testing

@Suite struct PoolingTests {

  /// Every combination of small windows, against the definition.
  @Test func everySmallWindow() throws {
    var wrong: [String] = []
    var count = 0
    for p in Naive.positions([3, 3, 2, 3, 2, 2]) {
      let window = Window(
        kernel: [p[0] + 1, 2], strides: [p[1] + 1, 1], padsBegin: [p[2], 1],
        padsEnd: [p[3], 0], dilations: [p[4] + 1, 1], roundsUp: p[5] == 1)
      let x = Tensor.random(.float32, [1, 2, 5, 4], seed: count, -8 ... 8)
      guard
        let extents = try? window.outputExtents([5, 4]),
        let max = try? x.maxPooledWithIndices(window)
      else { continue }
      count += 1
      let taps = Self.taps(x, window, extents)
      let best = taps.map { $0.map(\.value).max() ?? .nan }
      let first = zip(taps, best).map { t, b in t.first { $0.value == b }?.offset ?? -1 }
      let mean = taps.map { $0.reduce(0) { $0 + $1.value } / Double($0.count) }
      let average = try x.averagePooled(window)
      if max.values.doubles != best || max.indices.ints != first { wrong.append("max \(p)") }
      if zip(average.doubles, mean).contains(where: { abs($0 - $1) > 1e-6 }) {
        wrong.append("mean \(p)")
      }
    }
    #expect(wrong == [])
    #expect(count > 150)
  }

  /// The elements under each window, with where they stand.
  private static func taps(_ x: Tensor, _ window: Window, _ output: [Int])
    -> [[(value: Double, offset: Int)]]
  {
    let data = x.doubles
    return Naive.positions([x.shape[0], x.shape[1]] + output).map { place in
      Naive.positions(window.kernel).compactMap { tap in
        var offset = place[0] * x.shape[1] + place[1]
        for axis in 0 ..< window.rank {
          let at =
            place[2 + axis] * window.strides[axis] + tap[axis] * window.dilations[axis]
            - window.padsBegin[axis]
          guard (0 ..< x.shape[2 + axis]).contains(at) else { return nil }
          offset = offset * x.shape[2 + axis] + at
        }
        return (data[offset], offset)
      }
    }
  }

  @Test func padsCanCount() throws {
    let x = Tensor([1, 1, 2], [6, 12] as [Float])
    let window = Window(kernel: [3], padsBegin: [1], padsEnd: [1])
    #expect(try x.averagePooled(window).doubles == [9, 9])
    #expect(try x.averagePooled(window, countsPads: true).doubles == [6, 6])
    let three = Tensor([1, 1, 1, 1, 3], [1, 5, 2] as [Int8])
    #expect(try three.maxPooled(Window(kernel: [1, 1, 2])).ints == [5, 5])
  }

  /// Adds every product to where it belongs.
  @Test func transposedConvolution() throws {
    var wrong: [String] = []
    for p in Naive.positions([2, 2, 2, 2, 2]) {
      let groups = p[4] + 1
      let window = Window(
        kernel: [2, 3], strides: [p[0] + 1, p[1] + 1], padsBegin: [p[2], 1],
        dilations: [1, p[3] + 1])
      let x = Tensor.random(.float32, [2, 4, 3, 2], seed: 1, -4 ... 4)
      let w = Tensor.random(.float32, [4, 3, 2, 3], seed: 2, -4 ... 4)
      let extents = [6, 5]
      let shape = [2, 3 * groups] + extents
      var expected = [Double](repeating: 0, count: shape.reduce(1, *))
      for (i, at) in Naive.positions(x.shape).enumerated() {
        let group = at[1] / (4 / groups)
        for (j, tap) in Naive.positions([3, 2, 3]).enumerated() {
          let row = at[2] * window.strides[0] + tap[1] - window.padsBegin[0]
          let column = at[3] * window.strides[1] + tap[2] * window.dilations[1] - 1
          guard (0 ..< 6).contains(row), (0 ..< 5).contains(column) else { continue }
          let channel = at[0] * shape[1] + group * 3 + tap[0]
          expected[(channel * 6 + row) * 5 + column] += x.doubles[i] * w.doubles[at[1] * 18 + j]
        }
      }
      let result = try Tensor.transposedConvolution(
        x, w, window, groups: groups, outputExtents: extents)
      if result.shape != shape || result.doubles != expected { wrong.append("\(p)") }
    }
    #expect(wrong == [])
  }

}
