import Diagnostics
import GraphIR
import Support
import Tensors

/// Operators that read at places that are computed, and those that find places.
enum Samplings {

  static let conversions: [Conversion] = [
    .same("NonZero", as: NonZero.op),
    Conversion("GridSample") { graph, node throws(Diagnostic) in
      let names = ["bilinear": "linear", "bicubic": "cubic"]
      let mode = try node.text("mode", default: "linear")
      let padding = try node.text("padding_mode", default: "zeros")
      return [
        try graph.call(
          GridSample.op, [node[0], node[1]],
          [
            GridSample.method(names[mode] ?? mode), GridSample.padding(padding),
            GridSample.alignsCorners(node.flag("align_corners")),
          ])
      ]
    },
    Conversion("NonMaxSuppression") { graph, node throws(Diagnostic) in
      let count = node.optional(2) ?? graph.scalar(0, .int64)
      let overlap = node.optional(3) ?? graph.scalar(0, .float32)
      let threshold = node.optional(4) ?? graph.scalar(-.infinity, .float32)
      return [
        try graph.call(
          NonMaxSuppression.op, [node[0], node[1], count, overlap, threshold],
          [NonMaxSuppression.isCentred(node.flag("center_point_box"))])
      ]
    },
  ]

}
