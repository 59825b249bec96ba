import Diagnostics
import ISA
import Support

/// Reads the manifest of a stream folder and holds it against the files.
struct ManifestReader {

  private let path: String
  private let root: JSON

  /// - Errors: the bytes are no JSON object.
  init(_ path: String, _ bytes: [UInt8]) throws(Diagnostic) {
    self.path = path
    let source = SourceText(name: path, text: String(decoding: bytes, as: UTF8.self))
    do {
      root = try JSON(parsing: source.text)
    } catch {
      try Interruption.current.check()
      throw .error(error.message, at: source.place(at: error.offset))
    }
    if root.members == nil { throw failed("the manifest is no object") }
  }

  private func failed(_ message: String) -> Diagnostic {
    .error(message, at: Place(file: path))
  }

  /// - Errors: what the manifest says does not fit the files or itself.
  func workload(
    _ set: InstructionSet, dram: [UInt8], instructions: [UInt8]?
  ) throws(Diagnostic) -> Workload {
    var image = try image(dram)
    image.regions = try regions()
    var code: MachineCode?
    if let instructions {
      code = try set.code(ofWhole: instructions, "insns.bin", at: Place(file: path))
    }
    let streams = try streams(set, image, code)
    try Interruption.current.check()
    return Workload(
      name: root["name"]?.text ?? "", image: image, streams: streams,
      initialTokens: try initialTokens())
  }

  private func initialTokens() throws(Diagnostic) -> [String: Int] {
    guard let json = root["tokens"] else { return [:] }
    guard let members = json.members else { throw failed("`tokens` is no object") }
    var tokens: [String: Int] = [:]
    for member in members {
      let count = try number(member.value, "the tokens of `\(member.name)`")
      if count > 0 { tokens[member.name] = count }
    }
    return tokens
  }

  /// A number of the manifest that can be an address or a size.
  private func number(_ json: JSON?, _ what: String) throws(Diagnostic) -> Int {
    guard let number = json?.integer else { throw failed("\(what) is missing or no number") }
    guard number >= 0, number < 1 << 62 else { throw failed("\(what) is \(number)") }
    return number
  }

  private func image(_ dram: [UInt8]) throws(Diagnostic) -> MemoryImage {
    var image = MemoryImage()
    guard let list = root["segments"]?.elements else {
      let base = try number(root["dram_base"], "`dram_base`")
      let size =
        root["dram_size"] == nil ? dram.count : try number(root["dram_size"], "`dram_size`")
      guard size == dram.count else {
        throw failed("`dram_size` is \(size), but dram_before.bin has \(dram.count) bytes")
      }
      image.insert(MemoryImage.Segment(address: base, bytes: dram))
      return image
    }
    for (index, json) in list.enumerated() {
      let what = "of segment \(index)"
      let address = try number(json["phys"], "`phys` \(what)")
      let count = try number(json["bytes"], "`bytes` \(what)")
      let offset = try number(json["file_offset"], "`file_offset` \(what)")
      guard offset <= dram.count, count <= dram.count - offset else {
        throw failed(
          "segment \(index) is bytes \(offset) to \(offset + count) of dram_before.bin, which has \(dram.count)"
        )
      }
      let bytes = Array(dram[offset ..< offset + count])
      guard image.insert(MemoryImage.Segment(address: address, bytes: bytes)) else {
        throw failed("segment \(index) overlaps another")
      }
    }
    return image
  }

  private func regions() throws(Diagnostic) -> [MemoryImage.Region] {
    var regions: [MemoryImage.Region] = []
    for (index, json) in (root["regions"]?.elements ?? []).enumerated() {
      regions.append(
        MemoryImage.Region(
          name: json["name"]?.text ?? "region \(index)",
          address: try number(json["phys"], "`phys` of region \(index)"),
          count: try number(json["bytes"], "`bytes` of region \(index)"),
          role: json["role"]?.text.flatMap { .init(rawValue: $0) } ?? .other))
    }
    return regions
  }

  private func streams(
    _ set: InstructionSet, _ image: MemoryImage, _ code: MachineCode?
  ) throws(Diagnostic) -> [Stream] {
    let list = root["streams"]?.elements ?? [["phys": root["insn_phys"] ?? .null]]
    var streams: [Stream] = []
    var next = 0
    for (index, json) in list.enumerated() {
      if json.members == nil { throw failed("stream \(index) is no object") }
      let available = code?.count ?? 0
      let phys = json["phys"] == nil || json["phys"] == .null ? nil : json["phys"]
      let address = phys == nil ? nil : try number(phys, "`phys` of stream \(index)")
      let count =
        json["count"] == nil
        ? available - next : try number(json["count"], "`count` of stream \(index)")
      let offset =
        json["offset"] == nil ? next : try number(json["offset"], "`offset` of stream \(index)")
      let inFile = offset <= available && count <= available - offset
      let found: MachineCode
      if inFile, let code {
        found = code.count == count ? code : code[offset ..< offset + count]
        next = offset + count
      } else if let address, let code = set.code(of: image, at: address, count: count) {
        found = code
      } else {
        throw failed(
          "stream \(index) has \(count) instructions, which neither insns.bin nor the image holds")
      }
      if json["offset"] == nil {
        try check(found, at: address, index, set, image)
      }
      streams.append(stream(json, found, address, count))
    }
    return streams
  }

  /// Holds the instructions against those in the image.
  private func check(
    _ code: MachineCode, at address: Int?, _ index: Int, _ set: InstructionSet, _ image: MemoryImage
  ) throws(Diagnostic) {
    guard let address, let bytes = image.bytes(at: address, count: set.byteCount(of: code)) else {
      return
    }
    let same = code.commonPrefixCount(with: set.code(of: Array(bytes)))
    try Interruption.current.check()
    guard same < code.count else { return }
    throw failed(
      "instruction \(same) of stream \(index) is not in the image what it is in insns.bin")
  }

  private func stream(_ json: JSON, _ code: MachineCode, _ address: Int?, _ count: Int) -> Stream {
    Stream(
      name: json["name"]?.text ?? "", code: code, address: address,
      statementIndices: json["statement_of"]?.elements?.compactMap(\.integer) ?? [],
      statements: json["statements"]?.elements?.compactMap(\.text) ?? [],
      remarks: json["remarks"]?.elements?.compactMap(\.text) ?? [])
  }

}

extension InstructionSet {

  /// So many instructions that stand in `image` from `address` on; nil where not all of them do.
  fileprivate func code(of image: MemoryImage, at address: Int, count: Int) -> MachineCode? {
    guard count <= 1 << 40 else { return nil }
    if hasOneWidth {
      return image.bytes(at: address, count: count * byteWidth).map { code(of: Array($0)) }
    }
    // How far they reach is known once they are taken apart.
    let rest = image.segmentIndex(containing: address).map {
      image.segments[$0].addresses.upperBound - address
    }
    let bytes = image.bytes(at: address, count: min(rest ?? 0, count * (widest / 8)))
    let found = bytes.map { code(of: Array($0)) } ?? MachineCode(for: self)
    return found.count < count ? nil : found[0 ..< count]
  }

}
