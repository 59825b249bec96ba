import Support
import Tensors

/// The C that copies a value into another form: the type of its elements, the order of its axes.
struct ConversionCode {

  let from: ValueForm
  let to: ValueForm

  /// In the order of the program.
  let shape: [Int]

  /// A loop for each axis of the copy, outermost first, or one loop where the order stays; nil where
  /// no code is made for the types.
  var statements: String? {
    guard from.order != to.order else {
      return element("from[i]").map {
        "for (int64_t i = 0; i < \(count); i++) out[i] = \($0);"
      }
    }
    var strides = shape.map { _ in 1 }
    for (position, axis) in from.order.enumerated() {
      strides[axis] = from.order[(position + 1)...].map { shape[$0] }.product
    }
    let place = to.order.map { axis in
      strides[axis] == 1 ? "a\(axis)" : "a\(axis) * \(strides[axis])"
    }
    guard let value = element("from[\(place.joined(separator: " + "))]") else { return nil }
    var lines = ["int64_t i = 0;"]
    for axis in to.order {
      lines.append("for (int64_t a\(axis) = 0; a\(axis) < \(shape[axis]); a\(axis)++)")
    }
    return (lines + ["  out[i++] = \(value);"]).joined(separator: "\n")
  }

  private var count: Int { Tensor.elementCount(shape) ?? 0 }

  private func element(_ value: String) -> String? {
    from.element.conversion(to: to.element, of: value)
  }

  /// What conversions of 16-bit floats call.
  static let helpers = """
    // bfloat16 is the upper half of a float; rounding goes to the nearest, halves to even.
    static inline float float_of_bfloat16(uint16_t bits) {
      uint32_t word = (uint32_t)bits << 16;
      float value;
      memcpy(&value, &word, sizeof value);
      return value;
    }

    static inline uint16_t bfloat16_of_float(float value) {
      uint32_t word;
      memcpy(&word, &value, sizeof word);
      if (value != value) return (uint16_t)(word >> 16 | 64);
      return (uint16_t)((word + 0x7fff + (word >> 16 & 1)) >> 16);
    }
    """

}
