import Diagnostics
import GraphIR
import Support
import Tensors

extension Rule {

  /// Operators that cut off numbers: `nn.relu` where nothing but the lower limit 0 is left, and
  /// `clip` for every other limit.
  static let limits: [Rule] = [
    Rule("maximum-limit", "maximum(x, c) = clip(x, c, ∞), where c is one number, of floats") {
      rewriter, id, _ throws(Diagnostic) in
      guard let op = rewriter[id].op, op == Arithmetic.maximum || op == Arithmetic.minimum,
        let limit = Limit(id, in: rewriter)
      else { return nil }
      return try rewriter.making(from: [id]) { builder throws(Diagnostic) in
        try limit.build(in: &builder)
      }
    },
    Rule("clip-open", "clip(x, a, b) = x, when every number of the type is from a to b") {
      rewriter, id, _ throws(Diagnostic) in
      guard let limit = Limit(id, in: rewriter), !limit.cutsBelow, !limit.cutsAbove else {
        return nil
      }
      return limit.data
    },
    Rule("clip-relu", "clip(x, 0, ∞) = relu(x)") { rewriter, id, _ throws(Diagnostic) in
      guard rewriter[id].op == Clip.op, let limit = Limit(id, in: rewriter), limit.isRelu else {
        return nil
      }
      return try rewriter.making(from: [id]) { builder throws(Diagnostic) in
        try limit.build(in: &builder)
      }
    },
    Rule("clip-clip", "clip(clip(x, a, b), c, d) = clip(x, …), also of relu and maximum") {
      rewriter, id, _ throws(Diagnostic) in
      guard let outer = Limit(id, in: rewriter), let inner = Limit(outer.data, in: rewriter) else {
        return nil
      }
      let joined = inner.limited(by: outer)
      if joined == inner { return outer.data }
      return try rewriter.making(from: [id, outer.data]) { builder throws(Diagnostic) in
        try joined.build(in: &builder)
      }
    },
  ]

}

/// What cuts numbers off at one or two of its sides, whatever operator does it.
struct Limit: Hashable {

  /// What is cut off.
  let data: ID<Node>

  let range: ClosedRange<Double>

  private let element: ElementType

  /// - Returns: nil if `id` is no `clip`, `nn.relu`, `maximum` or `minimum` with one number, or its
  ///   limits cross.
  init?(_ id: ID<Node>, in rewriter: Rewriter) {
    guard let (op, attributes) = rewriter.call(id),
      let element = rewriter.tensorType(id)?.element, element != .bool
    else { return nil }
    self.element = element
    switch op {
    case Elementwise.relu:
      data = rewriter[id].operands[0]
      range = 0 ... .infinity
    case Clip.op:
      let (low, high) = (attributes[Clip.low], attributes[Clip.high])
      guard low <= high else { return nil }
      data = rewriter[id].operands[0]
      range = low ... high
    case Arithmetic.maximum, Arithmetic.minimum:
      // Of sums of integers these are steps of a change of scale.
      guard element.isFloat, let (x, constant) = rewriter.variableAndConstant(id),
        rewriter.constant(x) == nil,
        rewriter[x].type == rewriter[id].type, let number = constant.uniformNumber
      else { return nil }
      data = x
      range = op == Arithmetic.maximum ? number ... .infinity : -.infinity ... number
    default: return nil
    }
  }

  private init(_ data: ID<Node>, _ range: ClosedRange<Double>, _ element: ElementType) {
    self.data = data
    self.range = range
    self.element = element
  }

  /// Whether there are numbers of the type below the lower limit.
  var cutsBelow: Bool { range.lowerBound > element.span.lowerBound }

  /// Whether there are numbers of the type above the upper limit.
  var cutsAbove: Bool { range.upperBound < element.span.upperBound }

  var isRelu: Bool { range.lowerBound == 0 && !cutsAbove }

  /// What `other` leaves of what this does; both cut off what is none of their numbers, so that one
  /// after the other is one of both.
  func limited(by other: Limit) -> Limit {
    let low = min(max(range.lowerBound, other.range.lowerBound), other.range.upperBound)
    let high = min(max(range.upperBound, other.range.lowerBound), other.range.upperBound)
    return Limit(data, low ... high, element)
  }

  /// The operator that does this.
  func build(in builder: inout GraphBuilder) throws(Diagnostic) -> ID<Node> {
    isRelu
      ? try builder.call(Elementwise.relu, [data])
      : try builder.call(
        Clip.op, [data], [Clip.low(range.lowerBound), Clip.high(range.upperBound)])
  }

}

extension ElementType {

  /// The numbers of the type; of floats those that are finite.
  fileprivate var span: ClosedRange<Double> {
    if let range = integerRange { return Double(range.lowerBound) ... Double(range.upperBound) }
    switch self {
    case .float16: return -65504 ... 65504
    case .float64: return -.infinity ... .infinity
    // Limits are written with so many digits that the greatest number may come out a little less.
    default: return -3.38e38 ... 3.38e38
    }
  }

}

extension Tensor {

  /// The number that every element is, if there is one.
  fileprivate var uniformNumber: Double? {
    let numbers = doubles
    guard let first = numbers.first, numbers.allSatisfy({ $0 == first }) else { return nil }
    return first
  }

}
