import Diagnostics
import GraphIR
import Support
import Tensors

extension ChannelRule {

  /// Parts of a concatenation that are no multiple of what a target wants get channels more, which
  /// are taken out behind.
  ///
  ///     concatenate(x, y) = take(concatenate(pad(x), pad(y)))
  static let parts = ChannelRule(
    "parts", "parts of a concatenation with channels of 0 behind, up to the multiple that is wanted"
  ) { rewriter, id, around throws(Diagnostic) in
    guard around.isBetweenProducts(id), let (op, attributes) = rewriter.call(id),
      op == Concatenate.op, let type = rewriter.tensorType(id), type.element.isFloat,
      type.extents?.count == 4, [1, -3].contains(attributes[Concatenate.axis]),
      let tuple = rewriter.operands(of: id).first, case .tuple = rewriter[tuple].kind
    else { return nil }
    let fields = rewriter.operands(of: tuple)
    let widths = fields.compactMap { rewriter.tensorType($0)?.extents?[1] }
    let factors = around.limits(of: op) { $0.multiples(ofData: 1) }
    guard let factor = factors.max(), factors.allSatisfy({ factor % $0 == 0 }),
      widths.count == fields.count, widths.contains(where: { $0 % factor != 0 }),
      fields.allSatisfy({ rewriter.constant($0) == nil })
    else { return nil }
    let wide = widths.map { ($0 + factor - 1) / factor * factor }
    return try rewriter.making(from: [id]) { builder throws(Diagnostic) in
      let zero = builder.constant(Tensor(zeros: type.element, []))
      var padded = fields
      var places: [Int64] = []
      var start = 0
      for (index, field) in fields.enumerated() {
        let more = wide[index] - widths[index]
        if more > 0 {
          padded[index] = try builder.call(
            Pad.op, [field, zero], [Pad.widths([[0, 0], [0, more], [0, 0], [0, 0]])])
        }
        places += (start ..< start + widths[index]).map { Int64($0) }
        start += wide[index]
      }
      let whole = try builder.call(
        Concatenate.op, [builder.tuple(padded)], [Concatenate.axis(1)])
      let picked = builder.constant(Tensor([places.count], places))
      return try builder.call(Take.op, [whole, picked], [Take.axis(1)])
    }
  }

}
