/// A zip archive that is being written, with all dates at their first value so that equal members
/// give equal bytes.
struct ZipWriter {

  private var bytes: [UInt8] = []
  private var directory: [UInt8] = []
  private var count = 0

  /// Adds a member.
  /// - Errors: Deflate is not available.
  mutating func append(
    _ data: [UInt8], named name: String, compressed: Bool
  ) throws(TensorFileError) {
    let packed = compressed ? try deflated(data) : data
    let sum = try unsafe Int(checksum(data.span.bytes))
    let start = bytes.count
    var common: [UInt8] = []
    common.append(20, size: 2)
    common.append(name.utf8.allSatisfy { $0 < 0x80 } ? 0 : 1 << 11, size: 2)
    common.append(compressed ? 8 : 0, size: 2)
    common.append(0x0021_0000, size: 4)
    common.append(sum, size: 4)
    common.append(packed.count, size: 4)
    common.append(data.count, size: 4)
    common.append(name.utf8.count, size: 2)
    bytes.append(0x0403_4b50, size: 4)
    bytes += common
    bytes.append(0, size: 2)
    bytes += Array(name.utf8) + packed
    directory.append(0x0201_4b50, size: 4)
    directory.append(20, size: 2)
    directory += common
    directory.append(0, size: 12)
    directory.append(start, size: 4)
    directory += Array(name.utf8)
    count += 1
  }

  /// The whole archive.
  /// - Errors: It is larger than its format has room for.
  func finished() throws(TensorFileError) -> [UInt8] {
    guard bytes.count + directory.count < 0xffff_ffff, count < 0xffff else {
      throw .unsupported("a .npz file of more than 4 GB or 65,534 arrays")
    }
    var result = bytes + directory
    result.append(0x0605_4b50, size: 4)
    result.append(0, size: 4)
    result.append(count, size: 2)
    result.append(count, size: 2)
    result.append(directory.count, size: 4)
    result.append(bytes.count, size: 4)
    result.append(0, size: 2)
    return result
  }

}
