import Diagnostics
import GraphIR
import Tensors

/// Makes tensors of the messages that ONNX keeps them in.
struct TensorReader {

  /// Where initializers that were left out of their messages have their numbers.
  let source: ModelBytes

  /// The folder that files with external data are in; `nil` for a model without a file.
  let folder: String?

  /// Whether they may be anywhere.
  let allowsDataAnywhere: Bool

  /// The files with external data that were opened, by their paths.
  private(set) var files: [String: SharedFile]

  init(source: ModelBytes, folder: String?, _ options: ImportOptions = ImportOptions()) {
    self.source = source
    self.folder = folder
    allowsDataAnywhere = options.allowsDataAnywhere
    files = options.dataFiles
  }

  /// The tensor of `proto`, whose `payload` was left out of it.
  /// - Errors: a type that is not supported, a shape that does not go with the data, external data
  ///   that cannot be read.
  mutating func tensor(
    _ proto: TensorProto, _ payload: TensorPayload = TensorPayload()
  ) throws(Diagnostic) -> Tensor {
    do throws(Diagnostic) {
      return try read(proto, payload)
    } catch {
      var error = error
      error.message = "tensor `\(proto.name)`: \(error.message)"
      throw error
    }
  }

  private mutating func read(
    _ proto: TensorProto, _ payload: TensorPayload
  ) throws(Diagnostic) -> Tensor {
    let type = try ElementType(onnx: Int(proto.dataType))
    let shape = try shape(of: proto, type)
    guard !proto.hasSegment else { throw .error("its data is split into segments") }
    if proto.dataLocation == 1 { return try external(proto, type, shape) }
    if let range = payload.raw { return try bytes(source, range, type, shape) }
    if !proto.rawData.isEmpty {
      let raw = [UInt8](proto.rawData)
      return try bytes(.memory(raw), 0 ..< raw.count, type, shape)
    }
    if type == .float32, let range = payload.floats { return try bytes(source, range, type, shape) }
    if type == .float64, let range = payload.doubles {
      return try bytes(source, range, type, shape)
    }
    return try listed(proto, type, shape)
  }

  private func shape(of proto: TensorProto, _ type: ElementType) throws(Diagnostic) -> [Int] {
    let shape = proto.dims.map { Int($0) }
    guard Tensor.elementCount(shape, of: type) != nil else {
      throw .error("no tensor can have the shape \(shape)")
    }
    return shape
  }

  /// The tensor of bytes that are laid out as in memory, or two to a byte for 4-bit types.
  private func bytes(
    _ source: ModelBytes, _ range: Range<Int>, _ type: ElementType, _ shape: [Int]
  ) throws(Diagnostic) -> Tensor {
    let count = Tensor.elementCount(shape, of: type) ?? 0
    let expected = type.bitWidth == 4 ? (count + 1) / 2 : count * type.byteSize
    guard range.count == expected else {
      throw .error("\(type) of shape \(shape) takes \(expected) bytes, found \(range.count)")
    }
    do throws(TensorError) {
      guard type.bitWidth == 4 else { return try source.tensor(range, type, shape) }
      return try Tensor(type, shape, bytes: unpacked(source.bytes(in: range), count))
    } catch {
      throw .error("\(error)")
    }
  }

  /// One byte for each nibble, low nibble first.
  private func unpacked(_ bytes: [UInt8], _ count: Int) -> [UInt8] {
    Array(bytes.flatMap { [$0 & 15, $0 >> 4] }.prefix(count))
  }

  /// The tensor of a typed list.
  private func listed(
    _ proto: TensorProto, _ type: ElementType, _ shape: [Int]
  ) throws(Diagnostic) -> Tensor {
    let count = Tensor.elementCount(shape, of: type) ?? 0
    let bytes: [UInt8]
    switch type {
    case .float32: bytes = proto.floatData.flatMap { littleEndian($0.bitPattern) }
    case .float64: bytes = proto.doubleData.flatMap { littleEndian($0.bitPattern) }
    case .int64: bytes = proto.int64Data.flatMap { littleEndian($0) }
    case .uint64: bytes = proto.uint64Data.flatMap { littleEndian($0) }
    case .uint32: bytes = proto.uint64Data.flatMap { littleEndian(UInt32(truncatingIfNeeded: $0)) }
    case .int4, .uint4, .float4E2M1:
      bytes = unpacked(proto.int32Data.map { UInt8(truncatingIfNeeded: $0) }, count)
    default: bytes = proto.int32Data.flatMap { littleEndian($0).prefix(type.byteSize) }
    }
    guard bytes.count == count * type.byteSize else {
      let found = bytes.count / type.byteSize
      throw .error("\(type) of shape \(shape) has \(count) elements, found \(found)")
    }
    do throws(TensorError) {
      return try Tensor(type, shape, bytes: bytes)
    } catch {
      throw .error("\(error)")
    }
  }

}

extension TensorReader {

  /// The tensor in a file beside the model.
  private mutating func external(
    _ proto: TensorProto, _ type: ElementType, _ shape: [Int]
  ) throws(Diagnostic) -> Tensor {
    let entries = Dictionary(
      proto.externalData.map { ($0.key, $0.value) }, uniquingKeysWith: { _, last in last })
    guard let location = entries["location"] else {
      throw .error("its external data has no `location`")
    }
    let file = try externalFile(location)
    let offset = try number(entries["offset"] ?? "0", "offset")
    let count = Tensor.elementCount(shape, of: type) ?? 0
    let expected = type.bitWidth == 4 ? (count + 1) / 2 : count * type.byteSize
    let length = try number(entries["length"] ?? "\(expected)", "length")
    guard length <= file.count, offset <= file.count - length else {
      throw .error("`\(location)` has \(file.count) bytes, expected \(length) from byte \(offset)")
    }
    return try bytes(.file(file), offset ..< offset + length, type, shape)
  }

  private func number(_ text: String, _ key: String) throws(Diagnostic) -> Int {
    guard let number = Int(text), number >= 0 else {
      throw .error("the `\(key)` of its external data is `\(text)`, expected a number of bytes")
    }
    return number
  }

  private mutating func externalFile(_ location: String) throws(Diagnostic) -> SharedFile {
    guard let folder else {
      throw .error("its data is in the file `\(location)`, and the model has no folder")
    }
    let parts = location.split(separator: "/", omittingEmptySubsequences: false)
    let isBeside = !parts.contains("..") && !location.hasPrefix("/")
    guard !location.isEmpty, isBeside || allowsDataAnywhere else {
      throw .error(
        "its data is in `\(location)`, outside of the folder of the model",
        hints: [
          "put the file beside the model and save the model with a relative location",
          "`set external-data anywhere` allows it",
        ])
    }
    let path = location.hasPrefix("/") ? location : folder + "/" + location
    if let file = files[path] { return file }
    do throws(TensorFileError) {
      let file = try SharedFile(path: path, inside: allowsDataAnywhere ? ["/"] : folders)
      files[path] = file
      return file
    } catch {
      throw Diagnostic(
        error,
        hints: [
          "a model with external data needs the files beside it",
          "`set external-data anywhere` allows others",
        ])
    }
  }

  /// That which the model was opened in, and that which links to the model lead to.
  private var folders: [String] {
    var folders = [folder ?? "."]
    if case .file(let file) = source, let real = file.realFolder { folders.append(real) }
    return folders
  }

}

private func littleEndian<T: FixedWidthInteger>(_ number: T) -> [UInt8] {
  (0 ..< T.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
}
