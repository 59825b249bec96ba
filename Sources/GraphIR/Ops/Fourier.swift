import Diagnostics
import Tensors

/// The frequencies that numbers are made of.
///
/// - Source: ONNX `DFT`, version 20.
public enum Fourier {

  public static let length = AttributeKey<Int?>(
    "dft_length", default: nil, "how many numbers are transformed; else all of the axis")
  public static let axis = AttributeKey(
    "axis", default: -2, "the axis that the numbers lie along; the last one is that of their parts")
  public static let isInverse = AttributeKey(
    "inverse", default: false, "whether it is the way back, which divides by the length")
  public static let isOneSided = AttributeKey(
    "onesided", default: false, "whether only the first half is wanted")

  public static let op = Op(
    "onnx.dft", "the discrete Fourier transform along an axis of real or complex numbers",
    operands: ["data: its last axis has real parts, or real and imaginary ones"],
    attributes: [length, axis, isInverse, isOneSided],
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 1 ... 1)
      let data = try input.tensor(0)
      guard data.element.isFloat else { throw .refused(data.element, "floats") }
      let axis = try position(input.attributes, rank: data.shape.count)
      guard (1 ... 2).contains(data.shape[data.shape.count - 1] ?? 1) else {
        throw .error("the last axis of \(data) must have one or two parts")
      }
      var shape = data.shape
      shape[axis] = try (input.attributes[length] ?? shape[axis]).map { (size) throws(Diagnostic) in
        try transform(input.attributes, size).outputExtent
      }
      shape[shape.count - 1] = 2
      return .tensor(shape, data.element)
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      let data = try operands.tensor(0)
      let axis = try position(attributes, rank: data.rank)
      let transform = try transform(attributes, attributes[length] ?? data.shape[axis])
      return try tensorValue { () throws(TensorError) in
        try data.fourierTransformed(transform, axis: axis)
      }
    })

  private static func position(
    _ attributes: Attributes, rank: Int
  ) throws(Diagnostic) -> Int {
    let axis = try normalized(axis: attributes[axis], rank: rank)
    guard axis < rank - 1 else {
      throw .error("axis \(attributes[Self.axis]) is that of the parts of the numbers")
    }
    return axis
  }

  private static func transform(
    _ attributes: Attributes, _ length: Int
  ) throws(Diagnostic) -> FourierTransform {
    guard (1 ... 1 << 30).contains(length) else { throw .error("a transform of \(length) numbers") }
    return FourierTransform(
      length: length, isInverse: attributes[isInverse], isOneSided: attributes[isOneSided])
  }

}
