extension String {

  /// The text as every reader of texts takes it: without the mark of the byte order before it, and
  /// with each line ended by a line feed, whether that, a carriage return or both ended it.
  /// - Cost: O(bytes); a text that is so already is not copied.
  public var withPlainLineEnds: String {
    let marks = utf8.starts(with: byteOrderMark) ? byteOrderMark.count : 0
    guard marks > 0 || utf8.contains(0x0d) else { return self }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(utf8.count)
    var isAfterReturn = false
    for byte in utf8.dropFirst(marks) {
      if byte != 0x0a || !isAfterReturn { bytes.append(byte == 0x0d ? 0x0a : byte) }
      isAfterReturn = byte == 0x0d
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The text that `bytes` are in UTF-8, with plain ends of its lines; nil where they are none.
  public init?(textOf bytes: [UInt8]) {
    guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
    self = text.withPlainLineEnds
  }

  /// The lines of the text, without what ends them.
  public var lines: [String] {
    withPlainLineEnds.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

}

/// What some editors put before a text in UTF-8.
let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]
