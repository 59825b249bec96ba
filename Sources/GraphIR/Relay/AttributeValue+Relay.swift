import Tensors

extension AttributeValue {

  /// As Relay spells it: `1`, `0.5f`, `True`, `"NCHW"`, `[1, 1]`, `None`.
  public var relaySpelling: String {
    switch self {
    case .integer(let number): String(number)
    case .real(let number): RelayNumber.spelling(number) + "f"
    case .flag(let flag): flag ? "True" : "False"
    case .text(let text): "\"\(relayEscaped(text))\""
    case .list(let values): "[\(values.map(\.relaySpelling).joined(separator: ", "))]"
    case .none: "None"
    }
  }

}

extension Attributes {

  /// `name=value` for each attribute that does not have its default: those of `op` in its order,
  /// then any others.
  public func relaySpelling(of op: Op) -> [String] {
    var items: [String] = []
    for key in op.attributes {
      guard let value = self[key.name], !key.isDefault(value) else { continue }
      items.append("\(key.name)=\(key.canonical(value).relaySpelling)")
    }
    let known = Set(op.attributes.map(\.name))
    for name in names where !known.contains(name) {
      if let value = self[name] { items.append("\(name)=\(value.relaySpelling)") }
    }
    return items
  }

}

extension AnyAttributeKey {

  /// `value` in the form that values of this attribute have: reals that are whole stay reals.
  func canonical(_ value: AttributeValue) -> AttributeValue {
    guard case .real = defaultAttribute, case .integer(let number) = value else { return value }
    return .real(Double(number))
  }

  /// Whether `value` says what leaving the attribute out says.
  func isDefault(_ value: AttributeValue) -> Bool { canonical(value) == defaultAttribute }

}

extension Tensor {

  /// The element in Relay's spelling, if this is a scalar that a text spells in place.
  var relayScalar: String? {
    guard shape.isEmpty else { return nil }
    switch elementType {
    case .bool: return ints[0] != 0 ? "True" : "False"
    case .int16: return "\(ints[0])i16"
    case .int32: return "\(ints[0])"
    case .int64: return "\(ints[0])i64"
    case .float16: return RelayNumber.spelling(Float(doubles[0])) + "f16"
    case .float32: return RelayNumber.spelling(Float(doubles[0])) + "f"
    case .float64: return RelayNumber.spelling(doubles[0]) + "f64"
    default: return nil
    }
  }

}

/// `text` with quotes, backslashes and control characters escaped.
func relayEscaped(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\n": result += "\\n"
    case "\t": result += "\\t"
    case "\r": result += "\\r"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}
