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
    Conversion("RoiAlign") { graph, node throws(Diagnostic) in
      let mode = try node.text("mode", default: "avg")
      let coordinates = try node.text(
        "coordinate_transformation_mode",
        default: node.version < 16 ? "output_half_pixel" : "half_pixel")
      try node.expect("coordinate_transformation_mode", ["half_pixel", "output_half_pixel"])
      return [
        try graph.call(
          RegionAlign.op, [node[0], node[1], node[2]],
          [
            RegionAlign.mode(mode), RegionAlign.height(node.integer("output_height", default: 1)),
            RegionAlign.width(node.integer("output_width", default: 1)),
            RegionAlign.samples(node.integer("sampling_ratio", default: 0)),
            RegionAlign.scale(node.real("spatial_scale", default: 1)),
            RegionAlign.isHalfPixel(coordinates == "half_pixel"),
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
