import Diagnostics
import GraphIR
import Support
import Tensors

extension ChannelRule {

  /// What moves channels between products, or puts zeros around, is a product with ones and zeros.
  ///
  ///     move(x) = conv(x, ones at the places of move, padding)
  static let ones = ChannelRule(
    "ones",
    "channels that are moved, cut or padded between products, and zeros around images, by"
      + " convolutions whose weights are ones and zeros", isLast: true
  ) { rewriter, id, around throws(Diagnostic) in
    guard around.isBetweenProducts(id) else { return nil }
    let scaling = Scaling(id, in: rewriter)
    guard let map = ChannelMap(scaling?.bytes ?? id, zero: scaling?.zero, in: rewriter),
      map.padsBegin.count == 2, let shape = map.type.extents,
      let element = rewriter.tensorType(id)?.element
    else { return nil }
    let isDequantized = scaling != nil || rewriter.call(map.source)?.op == Dequantize.op
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
      var node = try scaling?.numbers(of: map.source, in: &builder) ?? map.source
      for form in forms {
        let tensor = try form.ones(at: channels, isDequantized ? .int8 : element)
        var weights = builder.constant(tensor)
        if isDequantized {
          let parts = [try filled([], [1], element), Tensor(scalar: Int8(0))]
          weights = try builder.call(
            Dequantize.op, [weights] + parts.map { builder.constant($0) },
            [Dequantize.outType(element.rawValue)])
        }
        node = try builder.call(form.plainOp, [node, weights], form.settings)
        if let scaling { node = try scaling.roundTrip(node, in: &builder) }
        channels = channels.indices.map(\.self)
      }
      return node
    }
  }

  /// The most ones and zeros that a move is worth: the host moves as well.
  static let mostOnes = 1 << 20

  /// More convolutions behind each other than this are not made of one padding.
  private static let mostSteps = 8

}

/// How numbers are made of integers, by one scale and one zero point that are known.
private struct Scaling {

  let bytes: ID<Node>
  let zero: Int

  private let parts: [ID<Node>]
  private let attributes: Attributes
  private let element: ElementType

  /// - Returns: nil if `id` is no `qnn.dequantize`, or one of several scales.
  init?(_ id: ID<Node>, in rewriter: Rewriter) {
    guard let (op, attributes) = rewriter.call(id), op == Dequantize.op else { return nil }
    let operands = rewriter.operands(of: id)
    guard operands.count == 3, rewriter.constant(operands[1])?.count == 1,
      let zero = rewriter.constant(operands[2]), zero.count == 1, zero.elementType.isInteger,
      let element = rewriter.tensorType(operands[0])?.element
    else { return nil }
    bytes = operands[0]
    self.zero = zero.ints[0]
    parts = Array(operands.dropFirst())
    self.attributes = attributes
    self.element = element
  }

  func numbers(
    of bytes: ID<Node>, in builder: inout GraphBuilder
  ) throws(Diagnostic) -> ID<Node> {
    try builder.call(Dequantize.op, [bytes] + parts, attributes)
  }

  /// `numbers`, which have this scale, by way of their integers.
  func roundTrip(
    _ numbers: ID<Node>, in builder: inout GraphBuilder
  ) throws(Diagnostic) -> ID<Node> {
    let bytes = try builder.call(
      GraphIR.Quantize.op, [numbers] + parts, [GraphIR.Quantize.outType(element.rawValue)])
    return try self.numbers(of: bytes, in: &builder)
  }

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
