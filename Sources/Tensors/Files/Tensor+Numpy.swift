import Support

extension Tensor {

  /// The array in a `.npy` file.
  /// - Errors: The bytes are not such a file, or of a type that no tensor has.
  public init(npy bytes: [UInt8]) throws(TensorFileError) {
    try self.init(numpy: .memory(bytes), at: 0)
  }

  /// The array in the `.npy` file at `path`, whose bytes it shares.
  /// - Errors: The file cannot be read, is not such a file, or of a type that no tensor has.
  public init(npyFile path: String) throws(TensorFileError) {
    try self.init(npy: SharedFile(path: path))
  }

  /// The array in the `.npy` file `file`, whose bytes it shares.
  /// - Errors: It is no such file, or of a type that no tensor has.
  public init(npy file: SharedFile) throws(TensorFileError) {
    try self.init(numpy: .file(file), at: 0)
  }

  /// The array that starts `offset` bytes into a file.
  init(numpy file: FileBytes, at offset: Int, count: Int? = nil) throws(TensorFileError) {
    let header = try file.withBytes { bytes throws(TensorFileError) in
      try NumpyHeader(bytes.extracting(offset ..< bytes.byteCount))
    }
    let shape = header.isFortran ? header.shape.reversed() : header.shape
    do throws(TensorError) {
      let start = offset + header.byteCount
      let size = (Tensor.elementCount(shape, of: header.type) ?? 0) * header.type.byteSize
      if let count, size > count - header.byteCount {
        throw .byteCount(expected: size, found: count - header.byteCount)
      }
      var tensor = try file.tensor(header.type, shape, at: start)
      if header.isBigEndian { tensor.reverseBytes() }
      self = header.isFortran ? try tensor.transposed(Array(shape.indices.reversed())) : tensor
    } catch {
      throw .malformed("a .npy file that does not hold what it says: \(error)")
    }
  }

  /// Exchanges the bytes of each element.
  private mutating func reverseBytes() {
    let size = elementType.byteSize
    guard size > 1 else { return }
    makeUnique()
    let bytes = unsafe storage.mutableBytes
    var poll = Poll()
    for start in stride(from: 0, to: bytes.count, by: size) {
      if poll.isRequested() { return }
      for i in 0 ..< size / 2 { unsafe bytes.swapAt(start + i, start + size - 1 - i) }
    }
  }

  /// The bytes of a `.npy` file of this tensor that numpy reads without help: `bfloat16` and floats
  /// of at most 8 bits become `float32`, `int4` becomes `int8`, `uint4` becomes `uint8`.
  public var npy: [UInt8] {
    let isForeign = elementType == .bfloat16 || elementType.isNarrowFloat
    let tensor = isForeign ? converted(to: .float32) : self
    let type = elementType == .bool ? .bool : tensor.elementType.layout
    return NumpyHeader(type: type, shape: shape).bytes + tensor.bytes
  }

  /// Writes a `.npy` file of this tensor, as `npy` gives it.
  /// - Errors: The system refuses to write the file.
  public func write(npyFile path: String) throws(TensorFileError) {
    try writeWhole(npy, toFile: path)
  }

}
