import Effects
import Support
import Tensors

/// Between which whole numbers the numbers of each step of a kernel lie, for any data.
///
/// Where a step may leave what sums can hold, it wraps, and its numbers are any.
struct KernelRanges: Sendable {

  private(set) var ranges: [ClosedRange<Int>] = []

  /// Whether a step may leave what sums can hold.
  private(set) var mayWrap = false

  /// What sums can hold.
  private let whole: ClosedRange<Int>
  private let region: KernelRegion

  /// Of a kernel that computes in the integers `sums`.
  init(_ kernel: Kernel, in region: KernelRegion, sums: ElementType) {
    whole = sums.integerRange ?? Int(Int32.min) ... Int(Int32.max)
    self.region = region
    for step in kernel.steps { ranges.append(range(of: step.kind)) }
  }

  subscript(step: Int) -> ClosedRange<Int> { ranges[step] }

  /// Whether a number can be added to those of `step` without leaving what sums can hold.
  func canAdd(_ number: Int, to step: Int) -> Bool {
    let low = ranges[step].lowerBound.addingReportingOverflow(number)
    let high = ranges[step].upperBound.addingReportingOverflow(number)
    return !low.overflow && !high.overflow && whole.contains(low.partialValue)
      && whole.contains(high.partialValue)
  }

  func holds(_ number: Int) -> Bool { whole.contains(number) }

  private func range(of value: ValueID) -> ClosedRange<Int> {
    region[value].element.integerRange ?? whole
  }

  private mutating func range(of kind: Kernel.Kind) -> ClosedRange<Int> {
    switch kind {
    case .product(let data, let weights, _): product(range(of: data), weights)
    case .pool(.add, let data, let window):
      scaled(range(of: data), by: window.kernel.product)
    case .pool(_, let data, _), .widen(let data): range(of: data)
    case .apply(let function, let target, let operand):
      applied(function, ranges[target], range(of: operand))
    }
  }

  private func range(of operand: Kernel.Operand) -> ClosedRange<Int> {
    switch operand {
    case .number(let number): number.integer.map { $0 ... $0 } ?? whole
    case .channels(let numbers): span(numbers.compactMap(\.integer))
    case .elements(let tensor): span(tensor.doubles.map { Int($0) })
    case .value(let value): range(of: value)
    case .step(let step): ranges[step]
    }
  }

  private func span(_ numbers: [Int]) -> ClosedRange<Int> {
    guard let least = numbers.min(), let most = numbers.max() else { return whole }
    return least ... most
  }

  /// Sums of products: the greatest magnitudes of each output's weights together.
  private mutating func product(_ data: ClosedRange<Int>, _ weights: Tensor) -> ClosedRange<Int> {
    let numbers = weights.doubles
    let size = numbers.count / max(1, weights.shape.first ?? 1)
    guard size > 0 else { return 0 ... 0 }
    var (least, most) = (0.0, 0.0)
    let (low, high) = (Double(data.lowerBound), Double(data.upperBound))
    for output in Slices(numbers.count, size: size) {
      var (down, up) = (0.0, 0.0)
      for weight in numbers[output] {
        down += min(weight * low, weight * high)
        up += max(weight * low, weight * high)
      }
      (least, most) = (min(least, down), max(most, up))
    }
    return fitting(least, most)
  }

  private mutating func scaled(_ range: ClosedRange<Int>, by count: Int) -> ClosedRange<Int> {
    fitting(
      Double(range.lowerBound) * Double(count), Double(range.upperBound) * Double(count))
  }

  private mutating func applied(
    _ function: ValueBinary, _ a: ClosedRange<Int>, _ b: ClosedRange<Int>
  ) -> ClosedRange<Int> {
    switch function {
    case .maximum:
      return max(a.lowerBound, b.lowerBound) ... max(a.upperBound, b.upperBound)
    case .minimum:
      return min(a.lowerBound, b.lowerBound) ... min(a.upperBound, b.upperBound)
    case .add:
      return fitting(
        Double(a.lowerBound) + Double(b.lowerBound), Double(a.upperBound) + Double(b.upperBound))
    case .multiply:
      let corners = [a.lowerBound, a.upperBound].flatMap { x in
        [b.lowerBound, b.upperBound].map { Double(x) * Double($0) }
      }
      return fitting(corners.min() ?? 0, corners.max() ?? 0)
    case .shiftRight where b.lowerBound >= 0:
      let corners = [a.lowerBound, a.upperBound].flatMap { x in
        [b.lowerBound, b.upperBound].map { x >> $0 }
      }
      return span(corners)
    case .shiftLeft where b.lowerBound >= 0 && b.upperBound < 63:
      let most = Double(sign: .plus, exponent: b.upperBound, significand: 1)
      let corners = [Double(a.lowerBound), Double(a.upperBound)].flatMap { [$0, $0 * most] }
      return fitting(corners.min() ?? 0, corners.max() ?? 0)
    default: return whole
    }
  }

  /// These bounds, or any number where it may have wrapped.
  private mutating func fitting(_ low: Double, _ high: Double) -> ClosedRange<Int> {
    guard low >= Double(whole.lowerBound), high <= Double(whole.upperBound) else {
      mayWrap = true
      return whole
    }
    return Int(low) ... Int(high)
  }

}
