import Foundation
import Support
import Tensors
import Testing

@Suite struct NumpyFileTests {

  static let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }"

  /// A file of version `version` with `header`, and `data` behind it.
  static func file(_ version: UInt8, _ header: String, _ data: [UInt8]) -> [UInt8] {
    let text = Array(header.utf8) + [0x0a]
    let count = text.count
    let length = version == 1 ? 2 : 4
    return [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]
      + (0 ..< length).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) } + text + data
  }

  static func archive(_ text: String) -> [UInt8] {
    [UInt8](Data(base64Encoded: text.filter { !$0.isWhitespace }) ?? Data())
  }

  @Test func writesTheBytesThatNumpyWrites() {
    let tensor = Tensor([2], [1, -2] as [Int16])
    let text = "{'descr': '<i2', 'fortran_order': False, 'shape': (2,), }"
    let padded = text + String(repeating: " ", count: 117 - text.utf8.count)
    #expect(tensor.npy == Self.file(1, padded, [1, 0, 0xfe, 0xff]))
  }

  @Test(arguments: [1, 2, 3] as [UInt8])
  func readsVersions(_ version: UInt8) throws {
    let data = Tensor((0 ..< 6).map { Float($0) }).bytes
    let tensor = try Tensor(npy: Self.file(version, Self.header, data))
    #expect(tensor == Tensor([2, 3], (0 ..< 6).map { Float($0) }))
  }

  @Test func readsBothOrdersOfAxesAndBytes() throws {
    let header = "{'descr': '>u2', 'fortran_order': True, 'shape': (2, 3L), }"
    let data: [UInt8] = (0 ..< 6).flatMap { [1, UInt8($0)] as [UInt8] }
    let tensor = try Tensor(npy: Self.file(1, header, data))
    #expect(tensor == Tensor([2, 3], [256, 258, 260, 257, 259, 261] as [UInt16]))
  }

  @Test(arguments: [
    ("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2, 3), }", "records"),
    ("{'descr': '<c8', 'fortran_order': False, 'shape': (2, 3), }", "`<c8`"),
    ("{'descr': '|O', 'fortran_order': False, 'shape': (2, 3), }", "`|O`"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 4), }", "expected 32 bytes, found 24"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 2)}", "shape"),
    ("{'descr': '<f4', 'shape': (2, 3), }", "fortran_order"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (2, ", "understood"),
    ("nonsense", "understood"),
  ])
  func explainsWhatItCannotRead(_ header: String, _ expected: String) {
    let bytes = Self.file(1, header, [UInt8](repeating: 0, count: 24))
    do {
      _ = try Tensor(npy: bytes)
      Issue.record("accepted \(header)")
    } catch {
      #expect("\(error)".contains(expected))
    }
  }

  @Test(arguments: ElementType.allCases)
  func comesBack(_ type: ElementType) throws {
    let tensor = Tensor.random(type, [3, 1, 5], seed: 1, type.isSigned ? -8 ... 7 : 0 ... 1)
    let expected: ElementType =
      type == .bfloat16 || type.isNarrowFloat ? .float32 : type == .bool ? .bool : type.layout
    #expect(try Tensor(npy: tensor.npy) == tensor.converted(to: expected))
    let scalar = Tensor(zeros: type, [])
    #expect(try Tensor(npy: scalar.npy).shape == [])
  }

  @Test(arguments: [Fixtures.piped, Fixtures.stored])
  func readsArchivesOfNumpy(_ text: String) throws {
    let archive = try TensorArchive(npz: Self.archive(text))
    #expect(archive.names == ["in:image", "n"])
    #expect(archive["in:image"] == Tensor([2, 3], (0 ..< 6).map { Float($0) }))
    #expect(archive["n"] == Tensor(scalar: Int64(-7)))
  }

  @Test(arguments: [false, true])
  func archivesComeBack(_ compressed: Bool) throws {
    var archive = TensorArchive()
    archive["in:x/y"] = Tensor.random(.int8, [70, 1000], seed: 3, -3 ... 3)
    archive["größe"] = Tensor(scalar: 1.5)
    archive["empty"] = Tensor(zeros: .float32, [0, 3])
    let bytes = try archive.npz(compressed: compressed)
    #expect(try TensorArchive(npz: bytes) == archive)
    #expect(compressed == (bytes.count < 50_000))
    let folder = FileManager.default.temporaryDirectory.path
    let path = "\(folder)/sluice-\(UInt64.random(in: 0 ... .max)).npz"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try archive.write(npzFile: path, compressed: compressed)
    let read = try TensorArchive(npzFile: path)
    #expect(read == archive)
    #expect(read["in:x/y"]?.sharesFile == !compressed)
  }

  /// Every change of a byte and every cut gives an archive or an error, never a trap.
  @Test func survivesDamage() throws {
    var random = SplitMix64(seed: 7)
    var originals = [Fixtures.piped, Fixtures.stored].map(Self.archive)
    originals.append(Self.file(1, Self.header, [UInt8](repeating: 0, count: 24)))
    var outcomes: Set<String> = []
    for original in originals {
      for round in 0 ..< 4000 {
        var bytes = original
        for _ in 0 ..< 1 + round % 3 {
          let values = [0, 0xff, 0x80, UInt8.random(in: 0 ... 255, using: &random)]
          bytes[Int.random(in: bytes.indices, using: &random)] = values[round % 4]
        }
        if round % 5 == 0 { bytes.removeLast(Int.random(in: 1 ... bytes.count, using: &random)) }
        do {
          let tensor = try bytes.first == 0x93 ? Tensor(npy: bytes) : nil
          let archive = try tensor == nil ? TensorArchive(npz: bytes) : nil
          outcomes.insert(tensor == nil && archive == nil ? "nothing" : "read")
        } catch {
          outcomes.insert("refused")
        }
      }
    }
    #expect(outcomes == ["read", "refused"])
  }

  @Test func damagedDataAreNoticed() {
    var bytes = Self.archive(Fixtures.stored)
    bytes[160] ^= 1
    #expect(throws: TensorFileError.self) { try TensorArchive(npz: bytes) }
  }

  @Test func absentFilesAreExplained() {
    #expect(
      throws: TensorFileError.system("open", path: "/no/such", reason: "No such file or directory")
    ) { try Tensor(npyFile: "/no/such") }
    #expect(throws: TensorFileError.system("read", path: "/", reason: "it is a folder")) {
      try TensorArchive(npzFile: "/")
    }
  }

}
