import Diagnostics
import GraphIR
import Support
import Tensors

/// The convolution that takes the means of windows which all have the same size.
struct AveragePoolForm {

  let form: ConvolutionForm

  /// The most elements of dense weights that means are worth: the host takes them as well.
  fileprivate static let mostWeights = 1 << 20

  /// - Returns: nil where windows at the edges have other sizes, or a shape is not known.
  init?(_ window: Window, _ attributes: Attributes, _ shape: [Int?]) {
    guard shape.count == 4, let channels = shape[1], channels > 0 else { return nil }
    if window.hasPads, !attributes[Pooling.countsPadding] { return nil }
    var plain = window
    plain.roundsUp = false
    let extents = shape.dropFirst(2).compactMap(\.self)
    guard extents.count == 2, let rounded = try? window.outputExtents(extents),
      let floored = try? plain.outputExtents(extents), rounded == floored
    else { return nil }
    form = ConvolutionForm(
      window: plain, groups: channels, batch: shape[0], inputs: channels, outputs: channels,
      extents: extents)
  }

  /// The reciprocal of how many elements a window has, for each channel: as integers with a scale,
  /// if the data is integers.
  func weights(
    _ element: ElementType, asIntegers: Bool, in builder: inout GraphBuilder
  ) throws(Diagnostic) -> ID<Node> {
    let count = form.window.kernel.reduce(1.0) { $0 * Double($1) }
    let channels = try computing { () throws(TensorError) in
      try Tensor.roomForElements(form.weightShape, of: element)
    }
    guard asIntegers else {
      return builder.constant(
        try filled(form.weightShape, Array(repeating: 1 / count, count: channels), element))
    }
    let ones = try filled(form.weightShape, Array(repeating: 1, count: channels), .int8)
    let constants = [ones, try filled([], [1 / count], element), Tensor(scalar: Int8(0))]
      .map { builder.constant($0) }
    return try builder.call(Dequantize.op, constants, [Dequantize.outType(element.rawValue)])
  }

}

extension Legalizer {
  /// Whether a target takes the convolution, by the rules that there are.
  func takes(_ mean: AveragePoolForm) -> Bool {
    reaches(mean.form, mostWeights: AveragePoolForm.mostWeights)
  }
}
