import Support

extension Tensor {

  /// How many numbers there are from `start` up to `stop`, by `step`.
  /// - Errors: The tensors are not one number each of one type, the step is 0, or there is no end.
  public static func progressionCount(
    from start: Tensor, to stop: Tensor, by step: Tensor
  ) throws(TensorError) -> Int {
    guard [start, stop, step].allSatisfy({ $0.count == 1 && $0.elementType == start.elementType })
    else { throw .parameter("a range whose ends and step are not one number of one type each") }
    let endless = TensorError.parameter(
      "no end from \(start.numbers(1)[0]) to \(stop.numbers(1)[0]) by \(step.numbers(1)[0])")
    switch (start.numbers(1)[0], stop.numbers(1)[0], step.numbers(1)[0]) {
    case (.whole(let a), .whole(let b), .whole(let by)):
      guard by != 0 else { throw endless }
      let (way, size) = by > 0 ? (b - a, by) : (a - b, -by)
      guard let count = Int(exactly: way <= 0 ? 0 : (way + size - 1) / size) else { throw endless }
      return count
    case (.real(let a), .real(let b), .real(let by)):
      let steps = ((b - a) / by).rounded(.up)
      guard let count = Int(exactly: max(0, steps)), !steps.isNaN else { throw endless }
      return count
    default: throw endless
    }
  }

  /// The numbers from `start` up to but not with `stop`, by `step`, in their type.
  /// - Errors: As of `progressionCount`, or they are too many.
  public static func progression(
    from start: Tensor, to stop: Tensor, by step: Tensor
  ) throws(TensorError) -> Tensor {
    let count = try progressionCount(from: start, to: stop, by: step)
    try roomForElements([count], of: start.elementType)
    let result = dispatch(
      on: start.elementType.layout, Progression(start: start, step: step, count: count))
    var canonical = Tensor(start.elementType, [count], count: count, result.storage)
    canonical.normalize()
    return canonical
  }

}

private struct Progression: ElementVisitor {

  let start: Tensor
  let step: Tensor
  let count: Int

  func visit<T: TensorElement>(_: T.Type) -> Tensor {
    let (first, by) = (start.array(of: T.self)[0], step.array(of: T.self)[0])
    return Tensor(T.elementType, [count], of: T.self) { out in
      for part in Slices(count) {
        for i in part {
          out[i] =
            T.elementType.isFloat
            ? T(truncating: first.double + Double(i) * by.double)
            : T.sum(first, T.product(by, T(wrapping: Int64(i))))
        }
      }
    }
  }

}
