extension Tensor {

  /// The elements in row-major order.
  /// - Before: `T` is the type that the elements are kept as.
  public func array<T: TensorElement>(of: T.Type = T.self) -> [T] {
    withElements(of: T.self) { span in
      unsafe span.withUnsafeBufferPointer { unsafe Array($0) }
    }
  }

  /// Calls `body` with the elements in row-major order.
  /// - Before: `T` is the type that the elements are kept as.
  public func withElements<T: TensorElement, R: ~Copyable, E: Error>(
    of: T.Type = T.self, _ body: (Span<T>) throws(E) -> R
  ) throws(E) -> R {
    precondition(elementType.isKept(as: T.self), "\(elementType) elements read as \(T.self)")
    let bytes = unsafe storage.bytes(alignment: MemoryLayout<T>.alignment)
    defer { withExtendedLifetime(storage) {} }
    return try unsafe body(Span(_unsafeBytes: bytes))
  }

  /// Calls `body` with the elements, to be changed in place.
  /// - Before: `T` is the type that the elements are kept as.
  /// - Cost: A copy of all elements if another tensor shares them or a file has them.
  public mutating func withMutableElements<T: TensorElement, R: ~Copyable, E: Error>(
    of: T.Type = T.self, _ body: (inout MutableSpan<T>) throws(E) -> R
  ) throws(E) -> R {
    precondition(elementType.isKept(as: T.self), "\(elementType) elements written as \(T.self)")
    makeUnique()
    defer { normalize() }
    var span = unsafe MutableSpan<T>(_unsafeBytes: storage.mutableBytes)
    return try body(&span)
  }

  /// Calls `body` with the bytes of the elements, lowest byte first.
  public func withBytes<R: ~Copyable, E: Error>(_ body: (RawSpan) throws(E) -> R) throws(E) -> R {
    defer { withExtendedLifetime(storage) {} }
    return try unsafe body(RawSpan(_unsafeBytes: storage.bytes))
  }

  /// The same with bytes at an address that is a multiple of 64, as functions in C want them.
  /// - Cost: A copy, once, of what a file has at another address.
  public func withAlignedBytes<R: ~Copyable, E: Error>(
    _ body: (RawSpan) throws(E) -> R
  ) throws(E) -> R {
    defer { withExtendedLifetime(storage) {} }
    return try unsafe body(RawSpan(_unsafeBytes: storage.bytes(alignment: 64)))
  }

  /// Calls `body` with the bytes of the elements, to be changed in place.
  /// - Cost: A copy of all elements if another tensor shares them or a file has them.
  public mutating func withMutableBytes<R: ~Copyable, E: Error>(
    _ body: (inout MutableRawSpan) throws(E) -> R
  ) throws(E) -> R {
    makeUnique()
    defer { normalize() }
    var span = unsafe MutableRawSpan(_unsafeBytes: storage.mutableBytes)
    return try body(&span)
  }

  /// A copy of the bytes of the elements, lowest byte first.
  public var bytes: [UInt8] {
    defer { withExtendedLifetime(storage) {} }
    return unsafe [UInt8](storage.bytes)
  }

  /// A tensor of bytes that hold the elements in row-major order, lowest byte first.
  /// - Errors: The shape is impossible, or the bytes are not as many as it asks for.
  public init(_ type: ElementType, _ shape: [Int], bytes: [UInt8]) throws(TensorError) {
    try unsafe self.init(type, shape, bytes: bytes.span.bytes)
  }

  /// A tensor of bytes that hold the elements in row-major order, lowest byte first.
  /// - Errors: The shape is impossible, or the bytes are not as many as it asks for.
  public init(_ type: ElementType, _ shape: [Int], bytes: RawSpan) throws(TensorError) {
    guard let count = Tensor.elementCount(shape, of: type) else { throw .badShape(shape) }
    guard bytes.byteCount == count * type.byteSize else {
      throw .byteCount(expected: count * type.byteSize, found: bytes.byteCount)
    }
    self.init(zeros: type, shape)
    unsafe bytes.withUnsafeBytes { unsafe storage.mutableBytes.copyMemory(from: $0) }
    normalize()
  }

  /// A tensor of bytes of a file; they are not copied.
  ///
  /// Bytes at an address that the type cannot be read from are copied when they are first read;
  /// `bool` and 4-bit elements at once if they are not in the form that memory has.
  /// - Errors: The shape is impossible, or `range` is not in the file or not as long as it asks for.
  public init(
    sharing file: SharedFile, _ range: Range<Int>, _ type: ElementType, _ shape: [Int]
  ) throws(TensorError) {
    guard let count = Tensor.elementCount(shape, of: type) else { throw .badShape(shape) }
    guard range.lowerBound >= 0, range.upperBound <= file.count else {
      throw .byteCount(expected: range.upperBound, found: file.count)
    }
    guard range.count == count * type.byteSize else {
      throw .byteCount(expected: count * type.byteSize, found: range.count)
    }
    self.init(
      type, shape, count: count, Storage(file, offset: range.lowerBound, count: range.count))
    normalize()
  }

}
