import Support

/// Numbers of one type in a row-major block; a value, whose copies share memory until written.
///
/// A scalar has the shape `[]` and one element; a tensor with an extent of 0 has none.
public struct Tensor: Sendable {

  public let elementType: ElementType

  /// The extents, outermost first.
  public private(set) var shape: [Int]

  /// The product of the extents.
  public let count: Int

  var storage: Storage

  /// - Before: `storage` has the bytes that the elements take, in the layout of `type`.
  init(_ type: ElementType, _ shape: [Int], count: Int, _ storage: Storage) {
    elementType = type
    self.shape = shape
    self.count = count
    self.storage = storage
  }

  /// A tensor of zeros (`false` for `bool`).
  public init(zeros type: ElementType, _ shape: [Int]) {
    let count = checkedCount(type, shape)
    self.init(type, shape, count: count, Storage(zeros: count * type.byteSize))
  }

  /// A tensor of `shape` with `values` in row-major order, one for each element.
  public init<T: TensorElement>(_ shape: [Int], _ values: [T]) {
    self.init(T.elementType, shape, values)
  }

  /// A tensor whose elements are kept as `T`, such as `int4` in `Int8`.
  public init<T: TensorElement>(_ type: ElementType, _ shape: [Int], _ values: [T]) {
    let count = checkedCount(type, shape)
    precondition(count == values.count, "\(values.count) values for the shape \(shape)")
    precondition(type.isKept(as: T.self), "\(T.self) values for \(type)")
    self.init(zeros: type, shape)
    unsafe values.withUnsafeBytes { source in
      unsafe storage.mutableBytes.copyMemory(from: source)
    }
    normalize()
  }

  /// A tensor of rank 1.
  public init<T: TensorElement>(_ values: [T]) { self.init([values.count], values) }

  /// A tensor of rank 0.
  public init<T: TensorElement>(scalar value: T) { self.init([], [value]) }

  /// A tensor whose elements `body` sets; they are zero before.
  public init<T: TensorElement, E: Error>(
    _ type: ElementType, _ shape: [Int], of: T.Type = T.self,
    initializingWith body: (inout MutableSpan<T>) throws(E) -> Void
  ) throws(E) {
    self.init(zeros: type, shape)
    try withMutableElements(of: T.self, body)
  }

  /// Gives the bytes of `bool` and 4-bit elements the one form that they may have in memory.
  mutating func normalize() {
    guard elementType.layout != elementType || elementType == .float4E2M1 else { return }
    let isCanonical: (UInt8) -> Bool = { [elementType] in canonical($0, elementType) == $0 }
    var isKept = true
    for part in Slices(storage.count) where isKept {
      isKept = unsafe storage.bytes[part].allSatisfy(isCanonical)
    }
    if isKept { return }
    makeUnique()
    let bytes = unsafe storage.mutableBytes
    for part in Slices(storage.count) {
      for i in part { unsafe bytes[i] = canonical(bytes[i], elementType) }
    }
  }

  /// Makes the memory writable without being seen by another tensor.
  mutating func makeUnique() {
    if storage.sharesFile || !isKnownUniquelyReferenced(&storage) { storage = storage.copy() }
  }

}

extension Tensor {

  public var rank: Int { shape.count }

  /// - Units: bytes in memory.
  public var byteCount: Int { count * elementType.byteSize }

  /// Whether the bytes are those of a file, which others may share.
  public var sharesFile: Bool { storage.sharesFile }

  /// The tensor with the same elements in row-major order and another shape; nothing is copied.
  /// - Errors: The shapes have different numbers of elements.
  public func reshaped(to shape: [Int]) throws(TensorError) -> Tensor {
    guard Tensor.elementCount(shape) == count else {
      throw .elementCount(shape: shape, found: count)
    }
    return Tensor(elementType, shape, count: count, storage)
  }

}

extension ElementType {
  /// Whether elements of this type are kept in memory as values of `T`.
  func isKept<T: TensorElement>(as: T.Type) -> Bool {
    self == T.elementType || layout == T.elementType
  }
}

private func checkedCount(_ type: ElementType, _ shape: [Int]) -> Int {
  guard let count = Tensor.elementCount(shape, of: type) else {
    preconditionFailure("no tensor can have the shape \(shape)")
  }
  return count
}

/// What a byte of an element of `type` is in memory: sign-extended, or 0 or 1 for `bool`.
private func canonical(_ byte: UInt8, _ type: ElementType) -> UInt8 {
  switch type {
  case .bool: byte == 0 ? 0 : 1
  case .uint4, .float4E2M1: byte & 15
  case .int4: UInt8(bitPattern: Int8(bitPattern: byte << 4) >> 4)
  default: byte
  }
}
