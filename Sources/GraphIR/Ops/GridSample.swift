import Diagnostics
import Tensors

/// Reads elements at places that lie between them.
///
/// - Source: ONNX `GridSample`, version 20.
public enum GridSample {

  public static let method = AttributeKey(
    "method", default: "linear", "`nearest`, `linear` or `cubic`")
  public static let padding = AttributeKey(
    "padding_mode", default: "zeros", "what stands outside: `zeros`, `border` or `reflection`")
  public static let alignsCorners = AttributeKey(
    "align_corners", default: false, "whether -1 and 1 are the middles of the outer elements")

  public static let op = Op(
    "onnx.grid_sample", "the elements at places that a grid names, by numbers from -1 to 1",
    operands: ["data", "grid: places along the last axis"],
    attributes: [method, padding, alignsCorners],
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 2 ... 2)
      let (data, grid) = (try input.tensor(0), try input.tensor(1))
      guard data.element.isFloat else { throw .refused(data.element, "floats") }
      guard grid.element.isFloat else { throw .refused(grid.element, "floats") }
      guard data.shape.count > 2, grid.shape.count == data.shape.count else {
        throw .error("a grid of \(grid.shape.count) axes for data of \(data.shape.count)")
      }
      _ = try sampling(input.attributes)
      return .tensor(Array(data.shape.prefix(2)) + grid.shape.dropFirst().dropLast(), data.element)
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let (data, grid) = (try operands.tensor(0), try operands.tensor(1))
      let sampling = try sampling(attributes)
      return try tensorValue { () throws(TensorError) in try data.sampled(at: grid, sampling) }
    })

  private static func sampling(_ attributes: Attributes) throws(Diagnostic) -> GridSampling {
    guard let method = GridSampling.Method(rawValue: attributes[method]) else {
      throw .error("`\(Self.method.name)` is `\(attributes[Self.method])`")
    }
    guard let outside = GridSampling.Outside(rawValue: attributes[padding]) else {
      throw .error("`\(padding.name)` is `\(attributes[padding])`")
    }
    return GridSampling(method, outside: outside, alignsCorners: attributes[alignsCorners])
  }

}
