import CZlib
import Support

/// `bytes` made shorter as a raw deflate stream.
func deflated(_ bytes: [UInt8]) throws(TensorFileError) -> [UInt8] {
  var stream = unsafe z_stream()
  let size = unsafe Int32(MemoryLayout<z_stream>.size)
  guard
    unsafe deflateInit2_(
      &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
      == Z_OK
  else { throw .unsupported("deflate is not available") }
  defer { unsafe deflateEnd(&stream) }
  let result = try unsafe pump(&stream, bytes[...], limit: .max) { stream, isLast in
    unsafe deflate(&stream, isLast ? Z_FINISH : Z_NO_FLUSH)
  }
  return result ?? []
}

/// The `count` bytes that the raw deflate stream in `bytes` stands for.
/// - Errors: The stream is damaged, or stands for another number of bytes.
func inflated(_ bytes: [UInt8], count: Int) throws(TensorFileError) -> [UInt8] {
  let damaged = TensorFileError.malformed("a compressed member that is damaged")
  // No deflate stream is longer than 1032 bytes for each of its own.
  guard count >= 0, count / 1040 <= bytes.count else { throw damaged }
  var stream = unsafe z_stream()
  let size = unsafe Int32(MemoryLayout<z_stream>.size)
  guard unsafe inflateInit2_(&stream, -15, ZLIB_VERSION, size) == Z_OK else {
    throw .unsupported("inflate is not available")
  }
  defer { unsafe inflateEnd(&stream) }
  let result = try unsafe pump(&stream, bytes[...], limit: count) { stream, _ in
    unsafe inflate(&stream, Z_NO_FLUSH)
  }
  guard let result, result.count == count else { throw damaged }
  return result
}

/// The checksum that zip archives have of each member.
func checksum(_ bytes: RawSpan) throws(TensorFileError) -> UInt32 {
  var sum: UInt = 0
  var summed = 0
  for part in Slices(bytes.byteCount, size: 1 << 22) {
    unsafe bytes.extracting(part).withUnsafeBytes { buffer in
      unsafe sum = crc32_z(sum, buffer.bindMemory(to: UInt8.self).baseAddress, buffer.count)
    }
    summed = part.upperBound
  }
  guard summed == bytes.byteCount else { throw .interrupted }
  return UInt32(truncatingIfNeeded: sum)
}

/// Feeds `bytes` to `stream` and collects what comes out; nil if `step` fails or more than `limit`
/// bytes come.
private func pump(
  _ stream: inout z_stream, _ bytes: ArraySlice<UInt8>, limit: Int,
  _ step: (inout z_stream, Bool) -> Int32
) throws(TensorFileError) -> [UInt8]? {
  var poll = Poll()
  var result: [UInt8] = []
  var rest = bytes
  var block = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let input = rest.prefix(1 << 24)
    if poll.isRequested(after: block.count / 4) { throw .interrupted }
    let isLast = input.count == rest.count
    let (status, used, made) = unsafe input.withUnsafeBufferPointer { source in
      unsafe block.withUnsafeMutableBufferPointer { target in
        unsafe stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
        unsafe stream.avail_in = UInt32(source.count)
        unsafe stream.next_out = target.baseAddress
        unsafe stream.avail_out = UInt32(target.count)
        let status = unsafe step(&stream, isLast)
        return unsafe (
          status, source.count - Int(stream.avail_in), target.count - Int(stream.avail_out)
        )
      }
    }
    result += block.prefix(made)
    rest = rest.dropFirst(used)
    if result.count > limit { return nil }
    if status == Z_STREAM_END { return result }
    if status != Z_OK || used == 0 && made == 0 { return nil }
  }
}
