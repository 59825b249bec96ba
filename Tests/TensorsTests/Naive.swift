import Support
import Tensors

/// Convolution and products by their definitions, in `Double`: exact for small integers.
enum Naive {

  static func strides(_ shape: [Int]) -> [Int] {
    shape.indices.map { shape[($0 + 1)...].reduce(1, *) }
  }

  /// Every position in a block of `shape`, in row-major order.
  static func positions(_ shape: [Int]) -> [[Int]] {
    shape.reduce([[]]) { heads, extent in
      heads.flatMap { head in (0 ..< extent).map { head + [$0] } }
    }
  }

  static func convolution(
    _ x: Tensor, _ w: Tensor, _ window: Window, groups: Int, output: [Int],
    inputZero: Double = 0, weightZeros: [Double] = [0]
  ) -> [Double] {
    let (data, weights) = (x.doubles, w.doubles)
    let (xs, ws) = (strides(x.shape), strides(w.shape))
    let filters = w.shape[0] / groups
    var result: [Double] = []
    for place in positions([x.shape[0], w.shape[0]] + output) {
      var sum = 0.0
      let zero = weightZeros[weightZeros.count == 1 ? 0 : place[1]]
      for tap in positions(Array(w.shape[1...])) {
        var offset = place[0] * xs[0] + (place[1] / filters * w.shape[1] + tap[0]) * xs[1]
        var isInside = true
        for axis in 0 ..< window.rank {
          let at =
            place[2 + axis] * window.strides[axis] + tap[1 + axis] * window.dilations[axis]
            - window.padsBegin[axis]
          isInside = isInside && (0 ..< x.shape[2 + axis]).contains(at)
          offset += at * xs[2 + axis]
        }
        guard isInside else { continue }
        let tapOffset = zip(tap, ws.dropFirst()).reduce(place[1] * ws[0]) { $0 + $1.0 * $1.1 }
        sum += (data[offset] - inputZero) * (weights[tapOffset] - zero)
      }
      result.append(sum)
    }
    return result
  }

}

extension Tensor {
  /// A tensor of small whole numbers that depend on `seed` alone.
  static func random(_ type: ElementType, _ shape: [Int], seed: Int, _ range: ClosedRange<Int>)
    -> Tensor
  {
    var random = SplitMix64(seed: UInt64(seed))
    let count = shape.reduce(1, *)
    let numbers = (0 ..< count).map { _ in Int.random(in: range, using: &random) }
    guard let tensor = try? Tensor(type, shape, ints: numbers) else { return Tensor([0]) }
    return tensor
  }
}
