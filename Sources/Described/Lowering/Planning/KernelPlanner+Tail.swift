import Diagnostics
import Effects
import Passes
import Tensors

/// What is done to numbers on their way to the host, and what their sums begin with.
extension KernelPlanner {

  /// Gives the store as much of the last steps as it can do.
  /// - Returns: the step whose numbers are stored.
  mutating func takeTail(from last: Int) throws(Diagnostic) -> Int {
    var chain: [Int] = []
    var base = last
    while let target = mappedStep(base) {
      chain.insert(base, at: 0)
      base = target
    }
    let result = region[kernel.result].element
    let narrows = narrowings(of: last, to: result)
    for start in 0 ... chain.count {
      let steps = chain[start...].compactMap { operationStep($0) }
      for narrow in narrows {
        let store = Operation.Kind.store(sumRow(0), hostRow(result), steps: steps + [narrow])
        guard machine.can(store) else { continue }
        plan.tail = steps + [narrow]
        for step in chain[start...].dropLast() {
          for node in kernel.steps[step].origin.nodes {
            plan.tailOrigin = plan.tailOrigin.adding(node)
          }
        }
        return start < chain.count ? mappedStep(chain[start]) ?? last : last
      }
    }
    try check(.store(sumRow(0), hostRow(result), steps: [narrows[0]]))
    return last
  }

  /// The step whose numbers `step` maps with a constant, if nothing else reads them and they are not
  /// made together with it.
  private func mappedStep(_ step: Int) -> Int? {
    guard case .apply(let function, let target, .number(let number)) = kernel.steps[step].kind,
      kernel.readCount(target) == 1, scaledValue(step) == nil
    else { return nil }
    let isBeginning =
      function == .add && canBegin(target, number) && beginning(.number(number)) != nil
    return isBeginning ? nil : target
  }

  private func operationStep(_ step: Int) -> Operation.Step? {
    guard case .apply(let function, _, .number(let number)) = kernel.steps[step].kind else {
      return nil
    }
    return .apply(function, constant: number)
  }

  /// Whether the sums of `step` can begin with what is added to them, and better do: those of
  /// products, and data where no instruction brings it among the sums or adds the number there.
  func canBegin(_ step: Int, _ number: Operation.Number?) -> Bool {
    guard machine.sums.element.isInteger else { return false }
    switch kernel.steps[step].kind {
    case .product, .pool(.add, _, _): return true
    default: break
    }
    guard let found = scaledValue(step), diagonal(found.value, scale: found.scale) != nil else {
      return false
    }
    let load = Operation.Kind.load(sumRow(0), hostRow(region[found.value].element), adds: false)
    guard machine.can(load) else { return true }
    return number.map { !machine.can(.apply(.add, sumRow(0), constant: $0)) } ?? false
  }

  /// How the last numbers may become those of the result: their low bits, or the nearest where no
  /// number is too great.
  private func narrowings(of step: Int, to element: ElementType) -> [Operation.Step] {
    let low = Operation.Step.narrow(NumberType(element))
    guard machine.sums.element.isInteger, let held = element.integerRange else { return [low] }
    let range = KernelRanges(kernel, in: region, sums: machine.sums.element)[step]
    let fits = held.contains(range.lowerBound) && held.contains(range.upperBound)
    return fits ? [low, .narrow(NumberType(element, saturates: true))] : [low]
  }

}
