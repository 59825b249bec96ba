import Diagnostics
import GraphIR
import Support
import Tensors

/// Makes the scales of a quantized model powers of two, so that every change of scale is a shift.
///
/// Steps become up to twice as wide, and nothing is cut off that was not before. Weights are rounded
/// to their new steps; activations are quantized with theirs where floats become integers. Integers
/// that come in or go out, or that something else than `qnn.dequantize` reads, keep their scale.
struct ScaleApproximation {

  /// Calls of `qnn.quantize` with a new scale.
  private var changed: Set<ID<Node>> = []

  private let readers: [[ID<Node>]]
  private let weight: ElementType

  /// How many scales are others now.
  private(set) var count = 0

  init(of module: GraphModule, for types: ComputeTypes) {
    readers = module.readers
    weight = types.weight
  }

  /// Changes the scales of `main`.
  /// - Errors: an operator refuses its new constants; the user asked to stop.
  mutating func run(on rewriter: inout Rewriter, in context: PassContext) throws(Diagnostic) {
    let module = rewriter.module
    guard let main = module.main else { return }
    for id in module.postorder(of: main) {
      try context.checkForStop()
      if module[id].op == GraphIR.Quantize.op, id != main.body, isOnlyDequantized(id, main, rewriter) {
        changed.insert(id)
        try rescale(id, in: &rewriter)
      } else if module[id].op == Dequantize.op {
        if let tensor = rewriter.constant(module[id].operands[0]) {
          try round(id, tensor, in: &rewriter)
        } else if changed.contains(source(of: module[id].operands[0], rewriter)) {
          try rescale(id, in: &rewriter)
        }
      }
    }
  }

  /// The next power of two that is not less, as a `float32` says the number.
  private func next(_ scale: Double) -> Double {
    if let exponent = PowerOfTwo.exponent(of: scale) { return PowerOfTwo.scale(exponent) }
    return PowerOfTwo.exponent(covering: scale, in: 1).map { PowerOfTwo.scale($0) } ?? scale
  }

  /// Whether all that reads the integers of `id` reads them as floats.
  private func isOnlyDequantized(
    _ id: ID<Node>, _ main: Function, _ rewriter: Rewriter
  ) -> Bool {
    var rest = [id]
    while let node = rest.popLast() {
      for reader in readers[Int(node.index)] where rewriter[reader].op != Dequantize.op {
        guard rewriter[reader].op?.has(.moves) == true, reader != main.body else { return false }
        rest.append(reader)
      }
    }
    return true
  }

  /// Where the integers of `id` were made, before they were moved.
  private func source(of id: ID<Node>, _ rewriter: Rewriter) -> ID<Node> {
    var id = id
    while rewriter[id].op?.has(.moves) == true, let operand = rewriter[id].operands.first {
      id = operand
    }
    return id
  }

  /// Gives the call `id` the next scales.
  private mutating func rescale(_ id: ID<Node>, in rewriter: inout Rewriter) throws(Diagnostic) {
    var operands = rewriter.operands(of: id)
    guard operands.count > 1, let tensor = rewriter.constant(operands[1]),
      let (op, attributes) = rewriter.call(id)
    else { return }
    let scales = tensor.doubles
    let new = scales.map(next)
    guard new != scales else { return }
    count += 1
    let constant = try filled(tensor.shape, new, tensor.elementType)
    try rewriter.replace(id, rule: "power-of-two") { builder throws(Diagnostic) in
      operands[1] = builder.constant(constant)
      return try builder.call(op, operands, attributes)
    }
  }

  /// Gives the weights `tensor`, which `id` reads as floats, the next scales, and rounds them.
  private mutating func round(
    _ id: ID<Node>, _ tensor: Tensor, in rewriter: inout Rewriter
  ) throws(Diagnostic) {
    let operands = rewriter.operands(of: id)
    guard tensor.elementType.isInteger, tensor.elementType.bitWidth <= 8, operands.count > 2,
      let given = rewriter.constant(operands[1]), given.count > 0,
      let floats = try? Dequantize.op.evaluate(
        [.tensor(tensor), .tensor(given), .tensor(rewriter.constant(operands[2]) ?? given)],
        rewriter[id].attributes
      ).asTensor(),
      let range = weight.integerRange
    else { return }
    let axis = rewriter[id].attributes[Dequantize.axis]
    let position = axis < 0 ? axis + tensor.rank : axis
    let scales = given.doubles.map(next)
    guard scales != given.doubles, scales.count == 1 || tensor.shape.indices.contains(position) else {
      return
    }
    count += 1
    let width = scales.count == 1 ? 1 : tensor.shape[(position + 1)...].product
    let steps = floats.doubles.enumerated().map { index, number in
      let scale = scales[scales.count == 1 ? 0 : index / width % scales.count]
      let step = (number / scale).rounded(.toNearestOrEven)
      return min(max(step, Double(range.lowerBound)), Double(range.upperBound))
    }
    let integers = try filled(tensor.shape, steps, weight)
    let scale = try filled(given.shape, scales, given.elementType)
    let attributes = rewriter[id].attributes
    let zero = Tensor(zeros: weight, given.shape)
    try rewriter.replace(id, rule: "power-of-two") { builder throws(Diagnostic) in
      let constants = [integers, scale, zero].map { builder.constant($0) }
      return try builder.call(Dequantize.op, constants, attributes)
    }
  }

}
