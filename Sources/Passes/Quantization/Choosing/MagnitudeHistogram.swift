import GraphIR
import Tensors

/// How often values have which magnitude.
struct MagnitudeHistogram: Sendable {

  private static let binCount = 2048

  private var bins = [Double](repeating: 0, count: binCount)

  /// Of magnitudes.
  private let width: Double

  /// - Parameter magnitude: the greatest magnitude of `values`; positive.
  /// - Cost: O(values).
  init(of values: some Collection<Double>, upTo magnitude: Double) {
    width = magnitude / Double(Self.binCount)
    for value in values {
      let place = (abs(value) / width).rounded(.down)
      bins[Int(min(max(place, 0), Double(Self.binCount - 1)))] += 1
    }
  }

  /// How much of the spread of the values steps of `scale`, `most` to either side, do not say: the
  /// Kullback-Leibler divergence of what they say from the values, in which those that are cut off
  /// have the magnitude of the last step.
  ///
  ///     Σ p · ln(p / q)
  /// - Units: nats.
  func divergence(at scale: Double, in most: Int) -> Double {
    let limit = min(Self.binCount, Int((scale * Double(most) / width).rounded(.up)))
    guard limit > 0 else { return .infinity }
    var values = Array(bins[..<limit])
    var counts = [Double](repeating: 0, count: most + 1)
    var filled = counts
    func step(_ bin: Int) -> Int {
      min(most, Int((Double(bin) + 0.5) * width / scale))
    }
    for (bin, count) in values.enumerated() where count > 0 {
      counts[step(bin)] += count
      filled[step(bin)] += 1
    }
    let kept = values.reduce(0, +)
    values[limit - 1] += bins[limit...].reduce(0, +)
    let all = values.reduce(0, +)
    guard kept > 0, all > 0 else { return .infinity }
    // What no step says is as rare as the rarest that can be seen.
    let least = 0.5 / all
    var shares: [Double] = []
    var ratios: [Double] = []
    for (bin, count) in values.enumerated() where count > 0 {
      let place = step(bin)
      let told = bins[bin] > 0 ? counts[place] / filled[place] / kept : least
      shares.append(count / all)
      ratios.append(count / all / told)
    }
    return zip(shares, ratios.naturalLogarithms).reduce(0) { $0 + $1.0 * $1.1 }
  }

}

extension [Double] {
  /// Of positive numbers.
  fileprivate var naturalLogarithms: [Double] {
    let numbers = try? ElementwiseUnary.logarithm.evaluate([.tensor(Tensor([count], self))], [])
    return numbers?.tensor?.doubles ?? map { _ in 0 }
  }
}
