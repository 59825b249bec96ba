import Diagnostics
import GraphIR
import Support
import Tensors

/// The windows of signal processing, whose sizes are known.
enum Spectra {

  static let conversions: [Conversion] = [
    window("HannWindow", [0.5, -0.5]),
    window("HammingWindow", [25.0 / 46, -21.0 / 46]),
    window("BlackmanWindow", [0.42, -0.5, 0.08]),
  ]

  /// Σ coefficients[k] · cos(2πk · i / N), with N the size, or one less where it is not periodic.
  private static func window(_ name: String, _ coefficients: [Double]) -> Conversion {
    Conversion(name) { graph, node throws(Diagnostic) in
      let code = try node.integer("output_datatype", default: 1)
      let type = try ElementType(onnx: code)
      guard let size = try graph.constant(node, 0, "size")?.ints.first, size >= 0,
        Tensor.elementCount([size], of: .float64) != nil
      else { throw .error("input `size` is no number of elements") }
      let length = Double(try node.flag("periodic", default: true) ? size : size - 1)
      let places = try graph.call(
        Arange.op,
        [
          graph.constant(Tensor(scalar: 0.0)), graph.constant(Tensor(scalar: Double(size))),
          graph.constant(Tensor(scalar: 1.0)),
        ])
      var sum = try graph.call(
        Arithmetic.add,
        [
          graph.call(Arithmetic.multiply, [places, graph.scalar(0, .float64)]),
          graph.scalar(coefficients[0], .float64),
        ])
      for (order, coefficient) in coefficients.enumerated().dropFirst() {
        let angle = try graph.call(
          Arithmetic.multiply,
          [places, graph.scalar(2 * .pi * Double(order) / length, .float64)])
        let wave = try graph.call(ElementwiseUnary.cosine, [angle])
        sum = try graph.call(
          Arithmetic.add,
          [sum, graph.call(Arithmetic.multiply, [wave, graph.scalar(coefficient, .float64)])])
      }
      return [try graph.call(Cast.op, [sum], [Cast.type(type.rawValue)])]
    }
  }

}
