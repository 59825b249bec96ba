/// A field of a protocol buffer; the payload of one that can be read as fields is a message.
struct WireField {

  enum Value {
    case varint(UInt64)
    /// Four or eight bytes.
    case fixed([UInt8])
    case bytes([UInt8])
    case message([WireField])
    /// A field of a kind that there is not.
    case odd(UInt8)
  }

  var number: Int
  var value: Value

  init(_ number: Int, _ value: Value) {
    self.number = number
    self.value = value
  }

  static func integer(_ number: Int, _ value: Int) -> WireField {
    WireField(number, .varint(UInt64(bitPattern: Int64(value))))
  }

  static func text(_ number: Int, _ text: String) -> WireField {
    WireField(number, .bytes(Array(text.utf8)))
  }

  static func float(_ number: Int, _ value: Float) -> WireField {
    WireField(number, .fixed((0 ..< 4).map { UInt8(value.bitPattern >> UInt32(8 * $0) & 255) }))
  }

  static func message(_ number: Int, _ fields: [WireField]) -> WireField {
    WireField(number, .message(fields))
  }

}

extension [WireField] {

  /// The fields that `bytes` are, unless they are none.
  init?(_ bytes: ArraySlice<UInt8>, depth: Int = 0) {
    self = []
    var rest = bytes
    while !rest.isEmpty {
      guard let tag = rest.takeVarint(), tag >> 3 > 0, tag >> 3 < 1 << 29 else { return nil }
      switch tag & 7 {
      case 0:
        guard let number = rest.takeVarint() else { return nil }
        append(WireField(Int(tag >> 3), .varint(number)))
      case 1, 5:
        let width = tag & 7 == 1 ? 8 : 4
        guard rest.count >= width else { return nil }
        append(WireField(Int(tag >> 3), .fixed(Array<UInt8>(rest.prefix(width)))))
        rest = rest.dropFirst(width)
      case 2:
        guard let length = rest.takeVarint(), length <= UInt64(rest.count) else { return nil }
        let payload = rest.prefix(Int(length))
        rest = rest.dropFirst(Int(length))
        append(WireField(Int(tag >> 3), Self.value(payload, depth)))
      default: return nil
      }
    }
  }

  /// What a payload is: fields, where they are written as they would be here.
  private static func value(_ payload: ArraySlice<UInt8>, _ depth: Int) -> WireField.Value {
    let bytes = Array<UInt8>(payload)
    guard depth < 8, bytes.count > 1, let inner = [WireField](payload, depth: depth + 1),
      inner.bytes == bytes
    else { return .bytes(bytes) }
    return .message(inner)
  }

  var bytes: [UInt8] {
    var result: [UInt8] = []
    for field in self {
      let number = UInt64(field.number) << 3
      switch field.value {
      case .varint(let value):
        result.append(varint: number)
        result.append(varint: value)
      case .fixed(let bytes):
        result.append(varint: number | (bytes.count == 8 ? 1 : 5))
        result += bytes
      case .bytes(let bytes):
        result.append(varint: number | 2)
        result.append(varint: UInt64(bytes.count))
        result += bytes
      case .message(let fields):
        let bytes = fields.bytes
        result.append(varint: number | 2)
        result.append(varint: UInt64(bytes.count))
        result += bytes
      case .odd(let kind): result.append(varint: number | UInt64(kind))
      }
    }
    return result
  }

}

extension ArraySlice<UInt8> {

  fileprivate mutating func takeVarint() -> UInt64? {
    var number: UInt64 = 0
    var shift: UInt64 = 0
    while let byte = popFirst(), shift < 64 {
      number |= UInt64(byte & 127) << shift
      if byte < 128 { return number }
      shift += 7
    }
    return nil
  }

}

extension [UInt8] {

  fileprivate mutating func append(varint number: UInt64) {
    var rest = number
    while rest >= 128 {
      append(UInt8(rest & 127) | 128)
      rest >>= 7
    }
    append(UInt8(rest))
  }

}
