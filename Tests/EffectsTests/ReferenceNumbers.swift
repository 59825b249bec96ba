import Effects
import Tensors

/// Numbers as the reference computes with them, in the order of rows.
enum ReferenceNumbers {
  case whole([Int])
  case single([Float])
  case double([Double])

  var count: Int {
    switch self {
    case .whole(let numbers): numbers.count
    case .single(let numbers): numbers.count
    case .double(let numbers): numbers.count
    }
  }

  var kind: Value.Kind {
    switch self {
    case .whole: .integer
    case .single: .float32
    case .double: .float64
    }
  }

  var ints: [Int] { if case .whole(let numbers) = self { numbers } else { [] } }

  /// What a tensor holds.
  init(_ tensor: Tensor) {
    switch Value.Kind(tensor.elementType) {
    case .integer: self = .whole(tensor.ints)
    case .float32: self = .single(tensor.converted(to: .float32).array())
    case .float64: self = .double(tensor.array())
    }
  }

  func converted(to kind: Value.Kind) -> ReferenceNumbers {
    switch (self, kind) {
    case (.whole(let x), .float32): .single(x.map { Float($0) })
    case (.whole(let x), .float64): .double(x.map { Double($0) })
    case (.single(let x), .float64): .double(x.map { Double($0) })
    default: self
    }
  }

  func picked(_ places: [Int]) -> ReferenceNumbers {
    switch self {
    case .whole(let x): .whole(places.map { x[$0] })
    case .single(let x): .single(places.map { x[$0] })
    case .double(let x): .double(places.map { x[$0] })
    }
  }

  /// The numbers as a type holds them.
  func held(by type: NumberType) -> Tensor {
    let element = type.element
    switch self {
    case .whole(let x):
      let range = element.integerRange
      let kept = x.map { number in
        type.saturates
          ? range.map { max($0.lowerBound, min($0.upperBound, number)) } ?? number
          : number
      }
      let tensor = Tensor([x.count], kept.map { Int64($0) })
      return element.isNarrowFloat
        ? tensor.narrowed(to: element, saturates: type.saturates) : tensor.converted(to: element)
    case .single(let x): return Self.held(x, x.map { Double($0) }, by: type)
    case .double(let x): return Self.held(x, x, by: type)
    }
  }

  private static func held<T: TensorElement>(
    _ numbers: [T], _ doubles: [Double], by type: NumberType
  ) -> Tensor {
    let tensor = Tensor([numbers.count], numbers)
    if type.element.isNarrowFloat {
      return tensor.narrowed(to: type.element, saturates: type.saturates)
    }
    guard type.saturates, let range = type.element.integerRange else {
      return tensor.converted(to: type.element)
    }
    let kept = doubles.map { number -> Int64 in
      if number.isNaN { return 0 }
      let whole = Int64(exactly: number.rounded(.towardZero)) ?? (number < 0 ? .min : .max)
      return max(Int64(range.lowerBound), min(Int64(range.upperBound), whole))
    }
    return Tensor([kept.count], kept).converted(to: type.element)
  }

}
