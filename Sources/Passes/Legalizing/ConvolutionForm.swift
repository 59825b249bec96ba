import GraphIR
import Tensors

/// What decides whether a target takes a convolution: how its kernel moves, and over what.
///
/// - Units: elements.
struct ConvolutionForm: Sendable, Hashable {

  var window: Window
  var groups: Int
  var batch: Int?

  /// The channels of the data and of the result.
  var inputs: Int
  var outputs: Int

  /// The spatial extents of the data.
  var extents: [Int?]

  /// Whether it is of integers less their zero points.
  var isQuantized = false

  /// Whether the weights of all output channels have one scale and one zero.
  var hasUniformWeights = true

  var rank: Int { window.rank }

  /// The operator of numbers, or of integers without zero points.
  var plainOp: Op { rank == 1 ? Conv1D.op : Conv2D.op }

  var op: Op { isQuantized ? QConv2D.op : plainOp }

  var weightShape: [Int] { [outputs, inputs / max(1, groups)] + window.kernel }

  var settings: Attributes {
    Convolution(rank: rank).settings(window, groups: groups, channels: outputs)
  }

  /// One of integers becomes a plain one where it can, and may be taken as such.
  var outline: CallOutline {
    CallOutline(
      op, settings, operands: [[batch, inputs] + extents, weightShape.map(\.self)],
      result: result, orAs: isQuantized ? [plainOp] : [])
  }

  private var result: [Int?] {
    let spatial = extents.enumerated().map { axis, extent in
      extent.flatMap { try? window.outputExtent(axis, of: $0) }
    }
    return [batch, outputs] + spatial
  }

}
