import Foundation
import Support
import Tensors
import Testing

/// Files are written whole or not at all, and read as they were.
@Suite final class WholeFileTests {

  private let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    .path

  init() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private func names(_ path: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }

  @Test func aFileIsReplacedWithItsRights() throws {
    let path = "\(folder)/a"
    try writeWhole([1, 2, 3], toFile: path)
    _ = unsafe chmod(path, 0o640)
    let old = try SharedFile(path: path)
    try writeWhole([4], toFile: path)
    #expect(try readFile(path) == [4])
    #expect(old.bytes(in: 0 ..< old.count) == [1, 2, 3])
    let rights = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(rights == 0o640)
    #expect(names(folder) == ["a"])
  }

  @Test func linksStay() throws {
    try writeWhole([1], toFile: "\(folder)/a")
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder)/b", withDestinationPath: "a")
    try writeWhole([2], toFile: "\(folder)/b")
    #expect(try readFile("\(folder)/a") == [2])
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/b") == "a")
  }

  /// A disk that is full: what was there stays, and the reason is the system's.
  @Test func aRefusalChangesNothing() throws {
    let path = "\(folder)/a"
    try writeWhole([1], toFile: path)
    #expect(
      throws: TensorFileError.system("write", path: "/dev/full", reason: "No space left on device")
    ) {
      try writeWhole([1], toFile: "/dev/full")
    }
    #expect(throws: TensorFileError.interrupted) {
      try Interruption { true }.governing { try writeWhole([2], toFile: path) }
    }
    #expect(throws: TensorFileError.self) { try writeWhole([2], toFile: folder) }
    #expect(throws: TensorFileError.self) { try writeWhole([2], toFile: "\(path)\0b") }
    #expect(try readFile(path) == [1])
    #expect(names(folder) == ["a"])
  }

  @Test func aFolderIsReplacedWithWhatElseIsInIt() throws {
    let place = "\(folder)/x/y"
    try writeWhole([("a", [1]), ("b", [2])], toFolder: place)
    try writeWhole([9], toFile: "\(place)/other")
    try writeWhole([("a", [3]), ("b", [4])], toFolder: place)
    #expect(names(place) == ["a", "b", "other"])
    #expect(try ["a", "b", "other"].map { try readFile("\(place)/\($0)") } == [[3], [4], [9]])
    try makeFolders("\(place)/inner")
    try writeWhole([("a", [5])], toFolder: place)
    #expect(names(place) == ["a", "b", "inner", "other"])
    #expect(try readFile("\(place)/a") == [5])
    #expect(names("\(folder)/x") == ["y"])
  }

  /// A draft that a killed program left is removed; one that is being written is not.
  @Test func draftsDoNotPileUp() throws {
    try Data([1, 2, 3]).write(to: URL(filePath: "\(folder)/.sluice-0"))
    try writeWhole([7], toFile: "\(folder)/a")
    #expect(names(folder) == ["a"])
    #expect(try readFile("\(folder)/a") == [7])
  }

  /// What is read is what the file was, whatever becomes of it.
  @Test func aFileThatShrinksIsStillWhole() throws {
    let path = "\(folder)/a"
    let bytes = (0 ..< 100_000).map { UInt8(truncatingIfNeeded: $0) }
    try writeWhole(bytes, toFile: path)
    let file = try SharedFile(path: path)
    let tensor = try Tensor(sharing: file, 0 ..< 100_000, .uint8, [100_000])
    _ = unsafe truncate(path, 0)
    #expect(tensor.ints.last == Int(bytes[99_999]))
  }

  /// A file that is written to while it is read is neither the old nor the new one.
  @Test func aChangeIsNoticed() throws {
    let path = "\(folder)/a"
    try writeWhole([UInt8](repeating: 1, count: 1 << 20), toFile: path)
    let changing = Interruption {
      let file = unsafe open(path, O_WRONLY | O_APPEND)
      _ = unsafe write(file, "x", 1)
      close(file)
      return false
    }
    let change = TensorFileError.system(
      "read", path: path, reason: "it was changed while it was read")
    #expect(throws: change) { try changing.governing { try SharedFile(path: path) } }
    #expect(throws: change) { try changing.governing { try readFile(path) } }
  }

  /// What is asked for is no more than there may be: whole files, and what archives unfold to.
  @Test func filesHaveABudget() throws {
    let budget = MemoryBudget(limit: 1 << 20)
    try writeWhole([UInt8](repeating: 1, count: 1 << 21), toFile: "\(folder)/a")
    var archive = TensorArchive()
    let zeros = [Int](repeating: 0, count: 700_000)
    for name in ["x", "y"] { archive[name] = try Tensor(.int8, [700_000], ints: zeros) }
    try archive.write(npzFile: "\(folder)/a.npz")
    func isTooLarge(_ work: () throws -> Void) -> Bool {
      do {
        try budget.governing(work)
        return false
      } catch TensorFileError.tooLarge {
        return true
      } catch {
        return false
      }
    }
    #expect(isTooLarge { _ = try readFile("\(folder)/a") })
    #expect(isTooLarge { _ = try SharedFile(path: "\(folder)/a") })
    #expect(isTooLarge { _ = try TensorArchive(npzFile: "\(folder)/a.npz") })
    #expect(!isTooLarge { _ = try TensorArchive(npzFile: "\(folder)/a.npz", only: ["x"]) })
  }

  /// Whoever writes the second time while the first has not ended takes another draft.
  @Test func aDraftBelongsToOneWriter() throws {
    let other = unsafe open("\(folder)/.sluice-0", O_WRONLY | O_CREAT, 0o600)
    #expect(flock(other, LOCK_EX | LOCK_NB) == 0)
    _ = unsafe write(other, "abc", 3)
    try writeWhole([7], toFile: "\(folder)/a")
    #expect(try readFile("\(folder)/.sluice-0") == Array("abc".utf8))
    #expect(try readFile("\(folder)/a") == [7])
    close(other)
    try makeFolders("\(folder)/.sluice-folder-0")
    try writeWhole([1], toFile: "\(folder)/.sluice-folder-0/old")
    try writeWhole([("a", [2])], toFolder: "\(folder)/f")
    #expect(names("\(folder)/f") == ["a"])
    #expect(names(folder) == [".sluice-0", "a", "f"])
  }

  @Test func aFileIsNoFolder() throws {
    try writeWhole([1], toFile: "\(folder)/a")
    #expect(
      throws: TensorFileError.system(
        "write", path: "\(folder)/a", reason: "it is a file, not a folder")
    ) { try writeWhole([("b", [2])], toFolder: "\(folder)/a") }
    #expect(try readFile("\(folder)/a") == [1])
    #expect(names(folder) == ["a"])
  }

  @Test func pipesAreReadAndNotWaitedFor() throws {
    let pipe = "\(folder)/pipe"
    _ = unsafe mkfifo(pipe, 0o600)
    #expect(throws: TensorFileError.self) { try readFile(pipe) }
    #expect(throws: TensorFileError.self) { try writeWhole([1], toFile: pipe) }
    let writer = unsafe open(pipe, O_RDWR)
    _ = unsafe write(writer, "abc", 3)
    let reader = Thread {
      usleep(50_000); close(writer)
    }
    reader.start()
    #expect(try readFile(pipe) == Array("abc".utf8))
    #expect(throws: TensorFileError.self) { try SharedFile(path: pipe, inside: [folder]) }
  }

  /// Files of the system say that they have no bytes.
  @Test func filesOfTheSystemAreRead() throws {
    #expect(try readFile("/proc/self/maps").count > 100)
    #expect(throws: TensorFileError.self) { try readFile("/dev/zero") }
    #expect(throws: TensorFileError.self) { try readFile(folder) }
  }

  @Test func linksOutOfAFolderAreRefused() throws {
    try makeFolders("\(folder)/in")
    try writeWhole([1], toFile: "\(folder)/out")
    try writeWhole([2], toFile: "\(folder)/in/here")
    for (name, target) in [("a", "../out"), ("b", "here"), ("c", "/proc/self/maps")] {
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/in/\(name)", withDestinationPath: target)
    }
    let place = "\(folder)/in"
    #expect(try SharedFile(path: "\(place)/b", inside: [place]).count == 1)
    for name in ["a", "c", "../out", "here\0x"] {
      #expect(throws: TensorFileError.self, "\(name)") {
        try SharedFile(path: "\(place)/\(name)", inside: [place])
      }
    }
    #expect(try SharedFile(path: "\(place)/a", inside: [place, folder]).count == 1)
  }

  /// Of an archive only what is asked for is read: others may be as large or as wrong as they like.
  @Test func membersAreReadWhenNamed() throws {
    var archive = TensorArchive()
    archive["x"] = try Tensor(.int32, [3], ints: [1, 2, 3])
    archive["y"] = try Tensor(.int32, [1000], ints: Array(repeating: 7, count: 1000))
    var bytes = try archive.npz()
    let name = try #require(bytes.firstRange(of: Array("y.npy".utf8)))
    bytes[name.upperBound + 4] ^= 0xff
    let path = "\(folder)/a.npz"
    try writeWhole(bytes, toFile: path)
    #expect(throws: TensorFileError.self) { try TensorArchive(npzFile: path) }
    let read = try TensorArchive(npzFile: path, only: ["x", "z"])
    #expect(read.names == ["x"] && read.fileNames == ["x", "y"])
    #expect(read["x"]?.ints == [1, 2, 3])
  }

}
