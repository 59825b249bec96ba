import Diagnostics
import GraphIR
import Support
import Tensors

extension LegalizingRule {

  /// Channels more, which are 0, up to the next multiple.
  ///
  ///     conv(x, w) = conv(pad(x), pad(w))[channels of w]
  static let channels = LegalizingRule(
    "channels", "channels up to the multiple that a target wants, as channels of 0",
    change: { form, demand in
      guard form.groups == 1 else { return nil }
      let inputs = form.inputs.rounded(upTo: demand.multiples(ofData: 1, ofWeight: 1))
      let outputs = form.outputs.rounded(upTo: demand.multiples(ofWeight: 0, ofResult: 1))
      for (inputs, outputs) in [(inputs, form.outputs), (form.inputs, outputs), (inputs, outputs)] {
        var wide = form
        wide.inputs = inputs
        wide.outputs = form.hasUniformWeights ? outputs : form.outputs
        if demand.distance(of: wide) == 0 { return wide }
      }
      return nil
    },
    build: { builder, call, form throws(Diagnostic) in
      let more = [form.outputs - call.form.outputs, form.inputs - call.form.inputs]
      let none = [Int](repeating: 0, count: form.rank)
      let wide = try call.weights.mapped { rows, zero, _ throws(Diagnostic) in
        try computing { () throws(TensorError) in
          try rows.padded(begin: [0, 0] + none, end: [0, more[1]] + none, .constant(zero))
        }
      }
      let zero = try call.weights.zero(of: 0)
      let weights = try computing { () throws(TensorError) in
        try wide.padded(begin: [0, 0] + none, end: [more[0], 0] + none, .constant(zero))
      }
      var data = call.data
      if more[1] > 0 {
        data = try call.movedData(in: &builder) { builder, data, zero throws(Diagnostic) in
          let widths = [[0, 0], [0, more[1]]] + none.map { [$0, $0] }
          return try builder.call(Pad.op, [data, zero], [Pad.widths(widths)])
        }
      }
      let made = try call.call(form, weights, data: data, in: &builder)
      guard more[0] > 0 else { return Made(result: made, convolution: made) }
      let cut = try builder.call(
        StridedSlice.op, [made],
        [
          StridedSlice.begin([0]), StridedSlice.end([call.form.outputs]),
          StridedSlice.strides([1]), StridedSlice.axes([1]),
        ])
      return Made(result: cut, convolution: made)
    })

}

extension Int {
  /// The least number from this one on that is a multiple of each of `factors`; this one where that
  /// is no number of channels.
  fileprivate func rounded(upTo factors: [Int]) -> Int {
    var result = self
    for _ in factors {
      for factor in factors where result % factor != 0 {
        let (next, overflow) = result.addingReportingOverflow(factor - result % factor)
        guard !overflow, next < 1 << 32 else { return self }
        result = next
      }
    }
    return result
  }
}
