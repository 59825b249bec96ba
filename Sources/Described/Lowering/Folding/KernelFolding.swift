import Effects
import Passes
import Tensors

/// Brings the steps of a kernel of integers into a form with as few of them as there can be.
///
/// Constants that are added go before limits, and together; limits go behind shifts, the lower one
/// first; what changes no number goes. Sums wrap, so that additions may change places; a limit and
/// an addition change places where it is known that nothing wraps.
/// - After: for every data the numbers of the last step are what they were.
struct KernelFolding {

  private let region: KernelRegion
  private let sums: ElementType
  private var kernel: Kernel

  /// `kernel` of `region` in that form; floats are as they were.
  static func folded(_ kernel: Kernel, in region: KernelRegion, sums: ElementType) -> Kernel {
    guard sums.isInteger else { return kernel }
    var folding = KernelFolding(region: region, sums: sums, kernel: kernel)
    while folding.foldOnce() {}
    return folding.kernel
  }

  private init(region: KernelRegion, sums: ElementType, kernel: Kernel) {
    self.region = region
    self.sums = sums
    self.kernel = kernel
  }

  /// Applies the first rule that there is a place for. Each one removes a step, or brings an addition
  /// further to the front or a limit further to the back.
  private mutating func foldOnce() -> Bool {
    let ranges = KernelRanges(kernel, in: region, sums: sums)
    for index in kernel.steps.indices {
      guard case .apply(let function, let target, let operand) = kernel.steps[index].kind else {
        continue
      }
      if isNeutral(function, operand, ranges[target]) {
        join(index, into: target)
        remove(index, for: target)
        return true
      }
      guard kernel.readCount(target) == 1,
        case .apply(let inner, let base, let first) = kernel.steps[target].kind,
        let folded = fold((inner, first), (function, operand), ranges, base)
      else { continue }
      switch folded {
      case .one(let function, let operand):
        kernel.steps[index].kind = .apply(function, base, operand)
        join(target, into: index)
        remove(target, for: base)
      case .exchanged(let first, let second):
        kernel.steps[target].kind = .apply(first.0, base, first.1)
        kernel.steps[index].kind = .apply(second.0, target, second.1)
        let origin = kernel.steps[target].origin
        kernel.steps[target].origin = kernel.steps[index].origin
        kernel.steps[index].origin = origin
      }
      return true
    }
    return false
  }

  private typealias Part = (ValueBinary, Kernel.Operand)

  private enum Folded {
    case one(ValueBinary, Kernel.Operand)
    case exchanged(Part, Part)
  }

  private func fold(
    _ a: Part, _ b: Part, _ ranges: KernelRanges, _ base: Int
  ) -> Folded? {
    switch (a.0, b.0) {
    case (.add, .add):
      // What is added to a sum of data goes to the data, which it can begin.
      if case .step = a.1, isConstant(b.1) { return .exchanged(b, a) }
      return sum(a.1, b.1).map { .one(.add, $0) }
    case (.maximum, .maximum):
      return numbers(a.1, b.1).map { .one(.maximum, .number(.integer(max($0, $1)))) }
    case (.minimum, .minimum):
      return numbers(a.1, b.1).map { .one(.minimum, .number(.integer(min($0, $1)))) }
    case (.minimum, .maximum):
      guard let (high, low) = numbers(a.1, b.1), low <= high else { return nil }
      return .exchanged(b, a)
    case (.maximum, .add), (.minimum, .add):
      guard let (limit, number) = numbers(a.1, b.1), ranges.canAdd(number, to: base),
        ranges.holds(limit + number)
      else { return nil }
      return .exchanged(b, (a.0, .number(.integer(limit + number))))
    case (.maximum, .shiftRight), (.minimum, .shiftRight):
      guard case .number(.integer(let limit)) = a.1 else { return nil }
      if case .number(.integer(let amount)) = b.1, amount >= 0 {
        return .exchanged(b, (a.0, .number(.integer(limit >> amount))))
      }
      // 0 and -1 are what they were behind any shift.
      guard case .channels = b.1, limit == 0 || limit == -1 else { return nil }
      return .exchanged(b, a)
    default: return nil
    }
  }

  private func isConstant(_ operand: Kernel.Operand) -> Bool {
    switch operand {
    case .number, .channels: true
    case .elements, .value, .step: false
    }
  }

  private func numbers(_ a: Kernel.Operand, _ b: Kernel.Operand) -> (Int, Int)? {
    guard case .number(.integer(let a)) = a, case .number(.integer(let b)) = b else { return nil }
    return (a, b)
  }

  /// Two constants that are added one after the other, as one.
  private func sum(_ a: Kernel.Operand, _ b: Kernel.Operand) -> Kernel.Operand? {
    switch (a, b) {
    case (.number(.integer(let a)), .number(.integer(let b))):
      return .number(.integer(wrapped(a &+ b)))
    case (.channels(let numbers), .number(.integer(let number))),
      (.number(.integer(let number)), .channels(let numbers)):
      return .channels(numbers.map { .integer(wrapped(($0.integer ?? 0) &+ number)) })
    case (.channels(let a), .channels(let b)) where a.count == b.count:
      return .channels(
        zip(a, b).map { .integer(wrapped(($0.integer ?? 0) &+ ($1.integer ?? 0))) })
    default: return nil
    }
  }

  /// A number as sums hold it.
  private func wrapped(_ number: Int) -> Int {
    let rest = 64 - sums.bitWidth
    return (number << rest) >> rest
  }

  /// Whether no number that lies in `range` is changed.
  private func isNeutral(
    _ function: ValueBinary, _ operand: Kernel.Operand, _ range: ClosedRange<Int>
  ) -> Bool {
    guard case .number(.integer(let number)) = operand else { return false }
    switch function {
    case .add, .shiftLeft, .shiftRight: return number == 0
    case .multiply: return number == 1
    case .maximum: return number <= range.lowerBound
    case .minimum: return number >= range.upperBound
    default: return false
    }
  }

  private mutating func join(_ other: Int, into index: Int) {
    for node in kernel.steps[other].origin.nodes {
      kernel.steps[index].origin = kernel.steps[index].origin.adding(node)
    }
  }

  /// Takes the step at `index` away; who read it reads `other`, which stands before it.
  private mutating func remove(_ index: Int, for other: Int) {
    for place in kernel.steps.indices {
      guard case .apply(let function, var target, var operand) = kernel.steps[place].kind else {
        continue
      }
      target = moved(target, index, other)
      if case .step(let step) = operand { operand = .step(moved(step, index, other)) }
      kernel.steps[place].kind = .apply(function, target, operand)
    }
    kernel.steps.remove(at: index)
  }

  private func moved(_ step: Int, _ removed: Int, _ other: Int) -> Int {
    let step = step == removed ? other : step
    return step > removed ? step - 1 : step
  }

}
