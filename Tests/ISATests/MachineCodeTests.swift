import Diagnostics
import FoundationEssentials
import ISA
import Support
import TargetKit
import Testing

@Suite("Machine code of any width")
struct MachineCodeTests {

  /// Widths that fit a `Word`, that do not, and both together.
  static let widths = [
    [32], [128], [136], [512], [16, 64, 128], [64, 136, 24], [256, 512, 40, 8],
  ]

  private static let cases = widths.flatMap { widths in (0 ..< 3).map { (widths, $0) } }

  private static func made(
    _ widths: [Int], _ seed: Int
  ) -> (set: InstructionSet, code: MachineCode) {
    var random = SplitMix64(seed: UInt64(seed))
    let made = RandomInstructionSet(widths: widths, &random)
    return (made.set, made.program(40, &random))
  }

  @Test("a set needs wide words where one of its instructions does", arguments: widths)
  func kind(_ widths: [Int]) {
    let (set, code) = Self.made(widths, 7)
    let isWide = set.formats.contains { ($0.width ?? 0) > 128 }
    #expect(set.hasWideWords == isWide)
    #expect((code.narrowWords == nil) == isWide)
    #expect(code.count == 40 && code.indices == 0 ..< 40)
  }

  @Test("bytes are taken apart and put together", arguments: cases)
  func bytes(_ widths: [Int], _ seed: Int) {
    let (set, code) = Self.made(widths, seed)
    let bytes = set.bytes(of: code)
    #expect(bytes.count == set.byteCount(of: code))
    #expect(set.code(of: bytes) == code)
    #expect(set.code(of: bytes.dropLast()) == code[0 ..< 39])
    #expect(bytes == code.wideWords.flatMap { $0.bytes(set.byteWidth(of: $0)) })
  }

  @Test("what is listed is assembled to the same code", arguments: cases)
  func listing(_ widths: [Int], _ seed: Int) throws {
    let (set, code) = Self.made(widths, seed)
    let lines = set.lines(of: code)
    #expect(lines.count == code.count)
    var texts: [String] = []
    for index in code.indices {
      let word = code[index]
      texts.append(set.text(of: word))
    }
    #expect(lines == texts)
    let source = SourceText(name: "list", text: lines.joined(separator: "\n"))
    #expect(try Assembler(set, source: source).code() == code)
  }

  @Test("a field is stored in its instruction alone", arguments: cases)
  func storing(_ widths: [Int], _ seed: Int) {
    let (set, code) = Self.made(widths, seed)
    for index in code.indices {
      let word = code[index]
      guard let format = set.format(of: word), let place = format.fields.indices.last else {
        continue
      }
      var changed = code
      changed.store(1, in: format.fields[place], at: index)
      var values = format.decode(word)
      let field = format.fields[place]
      values[place] = field.isSigned && field.width == 1 ? -1 : 1
      let changedWord = changed[index]
      let found = format.decode(changedWord)
      #expect(found == values)
      #expect(changed.commonPrefixCount(with: code) >= index)
      #expect(changed.commonSuffixCount(with: code) >= code.count - 1 - index)
      if changed != code { #expect(changed.commonPrefixCount(with: code) == index) }
    }
  }

  @Test("code becomes wide when it has to, and not before")
  func widening() {
    var code = MachineCode.narrow([Word(low: 1)])
    code.append(WideWord(Word(low: 2, high: 3)))
    #expect(code == .narrow([Word(low: 1), Word(low: 2, high: 3)]))
    code.append(WideWord.ones(129))
    code.append(Word(low: 4))
    #expect(
      code
        == .wide([
          WideWord(Word(low: 1)), WideWord(Word(low: 2, high: 3)), .ones(129),
          WideWord(Word(low: 4)),
        ]))
    #expect(Word(exactly: WideWord.ones(129)) == nil)
    #expect(Word(exactly: WideWord.ones(128)) == .ones(128))
  }

  // MARK: - Files

  private static func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "code-\(UInt64.random(in: 0 ... .max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path)
  }

  /// Two streams, the second of which stands in the image, too.
  private static func workload(_ set: InstructionSet, _ code: MachineCode) -> Workload {
    let second = code[15 ..< 40]
    let bytes = set.bytes(of: second)
    let image = MemoryImage(
      segments: [.init(address: 256, bytes: bytes + [1, 2, 3])],
      regions: [.init(name: "code", address: 256, count: bytes.count, role: .instructions)])
    return Workload(
      name: "two", image: image,
      streams: [
        Stream(name: "first", code: code[0 ..< 15], remarks: (0 ..< 15).map { "remark \($0)" }),
        Stream(name: "second", code: second, address: 256),
      ])
  }

  @Test("folders of streams are read back", arguments: cases)
  func folders(_ widths: [Int], _ seed: Int) throws {
    let (set, code) = Self.made(widths, seed)
    let workload = Self.workload(set, code)
    try Self.withFolder { folder in
      try StreamFolder(set).write(workload, to: folder)
      #expect(try StreamFolder(set).read(folder) == workload)
    }
  }

  /// A manifest without `offset` and a folder without `insns.bin`: the image has the instructions.
  @Test("instructions that stand in the image alone are found", arguments: cases)
  func images(_ widths: [Int], _ seed: Int) throws {
    let (set, code) = Self.made(widths, seed)
    var workload = Self.workload(set, code)
    workload.streams.removeFirst()
    try Self.withFolder { folder in
      try StreamFolder(set).write(workload, to: folder)
      let file = folder + "/insns.bin"
      try FileManager.default.removeItem(atPath: file)
      #expect(try StreamFolder(set).read(folder) == workload)
      var bytes = set.bytes(of: workload.streams[0].code)
      bytes[bytes.count - 1] ^= 0x80
      try Data(bytes).write(to: URL(filePath: file))
      let manifest = folder + "/manifest.json"
      let text = try String(contentsOfFile: manifest, encoding: .utf8)
      try Data(text.replacing("\"offset\":0,", with: "").utf8).write(to: URL(filePath: manifest))
      let error = #expect(throws: Diagnostic.self) { try StreamFolder(set).read(folder) }
      #expect(error?.message.hasPrefix("instruction 24 of stream 0 is not") == true)
    }
  }

  @Test("a file of instructions is read, and one that ends within one is refused", arguments: cases)
  func files(_ widths: [Int], _ seed: Int) throws {
    let (set, code) = Self.made(widths, seed)
    let bytes = set.bytes(of: code)
    try Self.withFolder { folder in
      let path = folder + "/raw.bin"
      try Data(bytes).write(to: URL(filePath: path))
      #expect(try StreamFile(set).read(path) == Stream(name: path, code: code))
      try Data(bytes.dropLast(bytes.count > 1 ? 1 : 0)).write(to: URL(filePath: path))
      let last = set.byteWidth(of: code.wideWords[39])
      if last > 1 {
        let error = #expect(throws: Diagnostic.self) { try StreamFile(set).read(path) }
        #expect(error?.message.hasPrefix("the file has \(bytes.count - 1) bytes, but") == true)
      }
      try Data().write(to: URL(filePath: path))
      #expect(throws: Diagnostic.self) { try StreamFile(set).read(path) }
    }
  }

}
