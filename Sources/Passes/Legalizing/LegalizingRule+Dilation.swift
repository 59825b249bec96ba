import Diagnostics
import GraphIR
import Support
import Tensors

extension LegalizingRule {

  /// The gaps of the kernel become elements that are 0.
  ///
  ///     conv(x, w, dilation d) = conv(x, w with d - 1 zeros between)
  static let dilation = LegalizingRule(
    "dilation", "a convolution with gaps as one whose kernel is 0 there",
    change: { form, _ in
      guard !form.window.isDense else { return nil }
      var dense = form
      for axis in 0 ..< form.rank {
        let (gaps, overflow) = form.window.dilations[axis].multipliedReportingOverflow(
          by: form.window.kernel[axis] - 1)
        guard !overflow, gaps < 1 << 30 else { return nil }
        dense.window.kernel[axis] = gaps + 1
        dense.window.dilations[axis] = 1
      }
      return dense
    },
    build: { builder, call, form throws(Diagnostic) in
      let weights = try call.weights.mapped { rows, zero, _ throws(Diagnostic) in
        try computing { () throws(TensorError) in
          try rows.spread(by: call.form.window.dilations, filledWith: zero)
        }
      }
      let made = try call.call(form, weights, in: &builder)
      return Made(result: made, convolution: made)
    })

}

extension Tensor {

  /// The elements at distances of `steps` along the last axes, `zero` between them.
  func spread(by steps: [Int], filledWith zero: Tensor) throws(TensorError) -> Tensor {
    var tensor = self
    for (index, step) in steps.enumerated() where step > 1 {
      let axis = rank - steps.count + index
      let extent = tensor.shape[axis]
      let (before, behind) = (Array(tensor.shape[..<axis]), Array(tensor.shape[(axis + 1)...]))
      var end = [Int](repeating: 0, count: rank + 1)
      end[axis + 1] = step - 1
      tensor = try tensor.reshaped(to: before + [extent, 1] + behind)
        .padded(begin: end.map { _ in 0 }, end: end, .constant(zero))
        .reshaped(to: before + [extent * step] + behind)
        .sliced(0 ..< (extent - 1) * step + 1, axis: axis)
    }
    return tensor
  }

}
