import Diagnostics
import GraphIR
import Support
import Tensors

extension LegalizingRule {

  /// One axis more, of one element.
  ///
  ///     conv1d(x, w) = squeeze(conv2d(expand_dims(x), expand_dims(w)))
  static let conv1d = LegalizingRule(
    "conv1d", "a convolution over one axis as one over two, the first of one element",
    change: { form, demand in
      guard form.rank == 1, demand.op == Conv2D.op.name else { return nil }
      var wide = form
      wide.extents.insert(1, at: 0)
      wide.window = Window(
        kernel: [1] + form.window.kernel, strides: [1] + form.window.strides,
        padsBegin: [0] + form.window.padsBegin, padsEnd: [0] + form.window.padsEnd,
        dilations: [1] + form.window.dilations)
      return wide
    },
    build: { builder, call, form throws(Diagnostic) in
      let shape = call.weights.tensor.shape
      let weights = try computing { () throws(TensorError) in
        try call.weights.tensor.reshaped(to: [shape[0], shape[1], 1, shape[2]])
      }
      let data = try call.movedData(in: &builder) { builder, data, _ throws(Diagnostic) in
        try builder.call(ExpandDims.op, [data], [ExpandDims.axis(2), ExpandDims.count(1)])
      }
      let made = try call.call(form, weights, data: data, in: &builder)
      let result = try builder.call(Squeeze.op, [made], [Squeeze.axis([2])])
      return Made(result: result, convolution: made)
    })

}
