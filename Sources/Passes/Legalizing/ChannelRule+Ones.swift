import Diagnostics
import GraphIR
import Support
import Tensors

extension ChannelRule {

  /// What moves channels between products, or puts zeros around, is a product with ones and zeros.
  ///
  ///     move(x) = conv(x, ones at the places of move, padding)
  static let ones = ChannelRule(
    "ones", "channels that are moved, cut or padded between products, and zeros around images, by"
      + " convolutions whose weights are ones and zeros", isLast: true
  ) { rewriter, id, around throws(Diagnostic) in
    guard around.isBetweenProducts(id), let map = ChannelMap(id, in: rewriter),
      map.padsBegin.count == 2, let shape = map.type.extents
    else { return nil }
    let isDequantized = rewriter.call(map.source)?.op == Dequantize.op
    var window = Window(kernel: [1, 1], padsBegin: map.padsBegin, padsEnd: map.padsEnd)
    var form = ConvolutionForm(
      window: window, groups: 1, batch: shape[0], inputs: map.width, outputs: map.channels.count,
      extents: Array(shape.dropFirst(2)))
    var forms: [ConvolutionForm] = []
    var channels = map.channels
    let most = around.limits(of: Conv2D.op) { $0.limits(of: "padding") }.max() ?? .max
    guard most > 0 else { return nil }
    while forms.isEmpty || window.hasPads {
      form.window.padsBegin = window.padsBegin.map { min($0, most) }
      form.window.padsEnd = window.padsEnd.map { min($0, most) }
      guard forms.count < mostSteps, around.take(form, mostWeights: mostOnes) else { return nil }
      forms.append(form)
      window.padsBegin = window.padsBegin.map { $0 - min($0, most) }
      window.padsEnd = window.padsEnd.map { $0 - min($0, most) }
      form.extents = form.padded
      form.inputs = form.outputs
    }
    return try rewriter.making(from: [id]) { builder throws(Diagnostic) in
      var node = map.source
      for form in forms {
        let tensor = try form.ones(at: channels, isDequantized ? .int8 : map.type.element)
        var weights = builder.constant(tensor)
        if isDequantized {
          let parts = [
            try filled([], [1], map.type.element), Tensor(scalar: Int8(0)),
          ].map { builder.constant($0) }
          weights = try builder.call(
            Dequantize.op, [weights] + parts, [Dequantize.outType(map.type.element.rawValue)])
        }
        node = try builder.call(form.plainOp, [node, weights], form.settings)
        channels = channels.indices.map(\.self)
      }
      return node
    }
  }

  /// The most ones and zeros that a move is worth: the host moves as well.
  private static let mostOnes = 1 << 20

  /// More convolutions behind each other than this are not made of one padding.
  private static let mostSteps = 8

}

extension ConvolutionForm {

  /// The spatial extents with the padding.
  fileprivate var padded: [Int?] {
    extents.enumerated().map { axis, extent in
      extent.map { $0 + window.padsBegin[axis] + window.padsEnd[axis] }
    }
  }

  /// Weights that give for each output channel the input channel that `channels` names.
  fileprivate func ones(
    at channels: [Int?], _ element: ElementType
  ) throws(Diagnostic) -> Tensor {
    var numbers = [Double](repeating: 0, count: outputs * inputs)
    for case (let row, let column?) in channels.enumerated() { numbers[row * inputs + column] = 1 }
    return try filled(weightShape, numbers, element)
  }

}
