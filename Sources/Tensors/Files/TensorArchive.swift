/// Tensors by name, in order: what a `.npz` file holds.
public struct TensorArchive: Sendable {

  /// The names in the order of the file.
  public private(set) var names: [String] = []

  /// The names of all arrays of the file that it was read from, of those too that were not read.
  public private(set) var fileNames: [String] = []

  private var tensors: [String: Tensor] = [:]

  public init() {}

  /// The tensor named `name`; a new name goes behind the others, nil takes one away.
  public subscript(name: String) -> Tensor? {
    get { tensors[name] }
    set {
      if newValue == nil {
        names.removeAll { $0 == name }
      } else if tensors[name] == nil {
        names.append(name)
      }
      tensors[name] = newValue
    }
  }

  public var count: Int { names.count }

  /// The arrays in a `.npz` file.
  /// - Errors: The bytes are no such file, or an array cannot be read.
  public init(npz bytes: [UInt8]) throws(TensorFileError) { try self.init(.memory(bytes)) }

  /// The arrays in the `.npz` file at `path`.
  /// - Errors: The file cannot be read; as of one that was.
  public init(npzFile path: String, only wanted: Set<String>? = nil) throws(TensorFileError) {
    try self.init(npz: SharedFile(path: path), only: wanted)
  }

  /// The arrays in the `.npz` file `file`; those that are stored uncompressed are not copied.
  /// - Parameter wanted: the names of those that are read; all of them where there is none.
  /// - Errors: It is no such file, an array cannot be read, or they are more than there may be.
  /// - Cost: that of the arrays that are read.
  public init(npz file: SharedFile, only wanted: Set<String>? = nil) throws(TensorFileError) {
    try self.init(.file(file), only: wanted)
  }

  /// Members whose names do not end in `.npy` are passed over; of two of one name the last counts.
  private init(_ file: FileBytes, only wanted: Set<String>? = nil) throws(TensorFileError) {
    let archive = try file.withBytes { bytes throws(TensorFileError) in try ZipArchive(bytes) }
    var last: [String: ZipArchive.Member] = [:]
    for member in archive.members where member.name.hasSuffix(".npy") {
      let name = String(member.name.dropLast(4))
      if last.updateValue(member, forKey: name) == nil { fileNames.append(name) }
    }
    let read = fileNames.filter { wanted?.contains($0) ?? true }
    let size = read.reduce(0) { min($0 + (last[$1]?.count ?? 0), 1 << 60) }
    try checkMemory(for: size, "what the archive has of these names")
    for name in read {
      guard let member = last[name] else { continue }
      do throws(TensorFileError) {
        self[name] = try tensor(of: member, in: file)
      } catch {
        switch error {
        case .malformed(let reason): throw .malformed("`\(name)`: \(reason)")
        case .unsupported(let reason): throw .unsupported("`\(name)`: \(reason)")
        case .system, .interrupted, .tooLarge: throw error
        }
      }
    }
  }

}

extension TensorArchive {

  /// The bytes of a `.npz` file that numpy reads; element types change as in `Tensor.npy`.
  /// - Errors: The file would be larger than 4 GB, or have more than 65,535 arrays.
  public func npz(compressed: Bool = true) throws(TensorFileError) -> [UInt8] {
    var writer = ZipWriter()
    for name in names {
      if let tensor = tensors[name] {
        try writer.append(tensor.npy, named: name + ".npy", compressed: compressed)
      }
    }
    return try writer.finished()
  }

  /// Writes a `.npz` file.
  /// - Errors: As `npz(compressed:)`, or the system refuses to write the file.
  public func write(npzFile path: String, compressed: Bool = true) throws(TensorFileError) {
    try writeWhole(npz(compressed: compressed), toFile: path)
  }

}

/// The array that `member` is.
private func tensor(
  of member: ZipArchive.Member, in file: FileBytes
) throws(TensorFileError) -> Tensor {
  guard !member.isEncrypted else { throw .unsupported("an encrypted member") }
  let range = try file.withBytes { bytes throws(TensorFileError) in
    try ZipArchive.range(member, in: bytes)
  }
  switch member.method {
  case 0:
    let sum = try file.withBytes { bytes throws(TensorFileError) in
      try checksum(bytes.extracting(range))
    }
    guard sum == member.checksum, member.count == range.count else { throw wrongChecksum }
    return try Tensor(numpy: file, at: range.lowerBound, count: range.count)
  case 8:
    let packed = try file.withBytes { bytes throws(TensorFileError) in bytes.copy(range) ?? [] }
    let bytes = try inflated(packed, count: member.count)
    guard try unsafe checksum(bytes.span.bytes) == member.checksum else { throw wrongChecksum }
    return try Tensor(npy: bytes)
  default:
    throw .unsupported("compressed by method \(member.method); expected stored or deflate")
  }
}

private let wrongChecksum = TensorFileError.malformed(
  "the data do not have the checksum they should")

extension TensorArchive: Hashable {

  /// Whether both have the same tensors in the same order; what else a file has does not matter.
  public static func == (archive: TensorArchive, other: TensorArchive) -> Bool {
    archive.names == other.names && archive.tensors == other.tensors
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(names)
    hasher.combine(tensors)
  }

}
