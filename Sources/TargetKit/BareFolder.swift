public import Diagnostics
import GraphIR
public import ISA
import Support
import Tensors

/// A workload of bare files: one of instructions, and for memories the bytes that are loaded into
/// them. No file says where its bytes stand: the instructions do.
public struct BareFolder: Sendable {

  private let target: any Target
  private let set: InstructionSet

  /// - Units: bytes that a workload has at most.
  private static let most = 1 << 30

  public init(_ target: any Target, _ set: InstructionSet) {
    self.target = target
    self.set = set
  }

  /// Bytes, and where they stand.
  public struct Piece: Sendable {

    public var home: Home
    public var path: String

    public enum Home: Sendable {
      /// Where instructions load a memory from.
      case memory(String)

      case address(Int)
    }

    public init(_ home: Home, path: String) {
      self.home = home
      self.path = path
    }

    public init(_ memory: String, path: String) { self.init(.memory(memory), path: path) }
  }

  /// Reads the folder at `path`, which has one file of instructions, `instructions.bin` or what
  /// begins so, and for each memory that they load at most one that is called like it: of the same
  /// first letter and with all letters of the memory in their order, as `weight.bin` for `wgt`.
  /// - Errors: it is not clear which files are meant; a file can't be read; they do not fit.
  public func read(_ path: String) throws(Diagnostic) -> Workload {
    let names = entries(of: path).filter { $0.hasSuffix(".bin") }.sorted()
    let programs = names.filter { $0.hasPrefix("insn") || $0.hasPrefix("instruction") }
    guard programs.count == 1, let program = programs.first else {
      throw .error(
        programs.isEmpty
          ? "there is no `manifest.json` in it, and no `instructions.bin`"
          : "it has several files of instructions: \(programs.joined(separator: ", "))",
        at: Place(file: path),
        hints: ["load one of its files: `stream load FILE MEMORY=FILE…`"])
    }
    let stream = try StreamFile(set).read(path + "/" + program)
    let uses = target.hostUses(of: stream.code)
    var pieces: [Piece] = []
    for memory in Set(uses.filter { !$0.isWrite }.map(\.memory)).sorted() {
      let fitting = names.filter { $0 != program && Self.fits($0, memory) }
      guard fitting.count < 2 else {
        throw .error(
          "`\(memory)` could be \(fitting.joined(separator: " or "))", at: Place(file: path),
          hints: ["say which: `stream load FILE \(memory)=FILE`"])
      }
      pieces += fitting.map { Piece(memory, path: path + "/" + $0) }
    }
    return try workload(stream, pieces)
  }

  /// The instructions in the file at `path` over these bytes.
  /// - Errors: a file can't be read, nothing loads a memory, or two files stand in one place.
  public func read(_ path: String, _ pieces: [Piece]) throws(Diagnostic) -> Workload {
    try workload(try StreamFile(set).read(path), pieces)
  }

  private static func fits(_ file: String, _ memory: String) -> Bool {
    let name = Array(file.dropLast(4).lowercased().utf8)
    var rest = Array(memory.lowercased().utf8)[...]
    guard let first = rest.first, name.first == first else { return false }
    for letter in name where letter == rest.first { rest = rest.dropFirst() }
    return rest.isEmpty
  }

  // MARK: - Memory

  private func workload(_ stream: Stream, _ pieces: [Piece]) throws(Diagnostic) -> Workload {
    let uses = target.hostUses(of: stream.code)
    try Interruption.current.check()
    var regions: [MemoryImage.Region] = []
    var contents: [(address: Int, bytes: [UInt8])] = []
    for piece in pieces {
      let (name, address) = try place(of: piece.home, stream, uses)
      let bytes = try bytes(piece.path)
      let limit = target.description.host.addressLimit
      guard address >= 0, address <= limit - bytes.count else {
        throw .error(
          "there is no room for \(byteText(bytes.count)) at \(address.hexadecimal)",
          at: Place(file: piece.path), hints: ["addresses end at \(limit.hexadecimal)"])
      }
      regions.append(.init(name: name, address: address, count: bytes.count, role: .input))
      contents.append((address, bytes))
    }
    for (index, region) in regions.enumerated() {
      let addresses = region.address ..< region.address + region.count
      guard
        let other = regions[..<index].first(where: {
          addresses.overlaps($0.address ..< $0.address + $0.count)
        })
      else { continue }
      throw .error(
        "`\(region.name)` and `\(other.name)` stand in one place, at "
          + "\(region.address.hexadecimal) and \(other.address.hexadecimal)",
        hints: ["their files are longer than what is loaded, or belong to another stream"])
    }
    let ranges = regions.map { $0.address ..< $0.address + $0.count } + uses.map(\.addresses)
    var image = MemoryImage(segments: try Self.segments(ranges), regions: regions)
    for (address, bytes) in contents { image.replace(at: address, with: bytes) }
    return Workload(name: stream.name, image: image, streams: [stream])
  }

  private func place(
    of home: Piece.Home, _ stream: Stream, _ uses: [HostUse]
  ) throws(Diagnostic) -> (name: String, address: Int) {
    switch home {
    case .address(let address): return (address.hexadecimal, address)
    case .memory(let memory):
      if let addresses = uses.loaded(into: memory) { return (memory, addresses.lowerBound) }
      let loaded = Set(uses.filter { !$0.isWrite }.map(\.memory)).sorted()
      throw .error(
        "nothing in `\(stream.name)` loads `\(memory)`",
        hints: [
          loaded.isEmpty
            ? "it is not known what it loads: write `ADDRESS=FILE`"
            : "it loads \(loaded.joined(separator: ", "))"
        ])
    }
  }

  /// Bytes that are 0 at all addresses, in as few segments as there can be.
  private static func segments(
    _ ranges: [Range<Int>]
  ) throws(Diagnostic) -> [MemoryImage.Segment] {
    var runs: [Range<Int>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
      if let last = runs.last, range.lowerBound <= last.upperBound {
        runs[runs.count - 1] = last.lowerBound ..< max(last.upperBound, range.upperBound)
      } else {
        runs.append(range)
      }
    }
    let count = runs.reduce(0) { $0 + $1.count }
    guard count <= most else {
      throw .error("what it loads and stores takes \(byteText(count)), more than can be laid out")
    }
    return runs.map {
      MemoryImage.Segment(address: $0.lowerBound, bytes: [UInt8](repeating: 0, count: $0.count))
    }
  }

  private func bytes(_ path: String) throws(Diagnostic) -> [UInt8] {
    do throws(TensorFileError) { return try readFile(path) } catch { throw Diagnostic(error) }
  }

}
