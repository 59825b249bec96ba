import Diagnostics
import GraphIR
import Support
import Tensors

extension LegalizingRule {

  /// The channels of each group read those of the others too, times 0.
  ///
  ///     conv(x, w, groups) = conv(x, diagonal(w₁, w₂, …))
  static let groups = LegalizingRule(
    "groups", "a convolution of groups as one whose weights between groups are 0",
    change: { form, _ in
      guard form.groups > 1 else { return nil }
      var dense = form
      dense.groups = 1
      return dense
    },
    build: { builder, call, form throws(Diagnostic) in
      let weights = try call.weights.mapped { rows, zero, range throws(Diagnostic) in
        try rows.asDiagonal(range, of: call.form, filledWith: zero)
      }
      let made = try call.call(form, weights, in: &builder)
      return Made(result: made, convolution: made)
    })

}

extension Tensor {

  /// The weights of the output channels `range` of `form` over all input channels, `zero` where
  /// another group reads.
  fileprivate func asDiagonal(
    _ range: Range<Int>, of form: ConvolutionForm, filledWith zero: Tensor
  ) throws(Diagnostic) -> Tensor {
    let height = form.outputs / form.groups
    let width = form.inputs / form.groups
    var blocks: [Tensor] = []
    var first = range.lowerBound
    while first < range.upperBound {
      let group = first / height
      let next = Swift.min(range.upperBound, (group + 1) * height)
      let rows = first - range.lowerBound ..< next - range.lowerBound
      let none = [Int](repeating: 0, count: rank - 2)
      blocks.append(
        try computing { () throws(TensorError) in
          try sliced(rows, axis: 0).padded(
            begin: [0, group * width] + none,
            end: [0, (form.groups - 1 - group) * width] + none, .constant(zero))
        })
      first = next
    }
    return try computing { () throws(TensorError) in try Tensor.concatenated(blocks, axis: 0) }
  }

}
