import Foundation
import Tensors
import Testing

@Suite struct SharingTests {

  /// Calls `body` with a file of 0, 1, 2, … 255.
  private func withFile(_ body: (SharedFile) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.path
    let path = "\(folder)/sluice-\(UInt64.random(in: 0 ... .max)).bin"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(UInt8.min ... .max).write(to: URL(fileURLWithPath: path))
    try body(try SharedFile(path: path))
  }

  /// At every offset, of which most are not where a `float32` may lie in memory.
  @Test func readsAtAnyOffset() throws {
    try withFile { file in
      var wrong: [Int] = []
      for offset in 0 ..< 9 {
        let range = offset ..< offset + 16
        let mapped = try Tensor(sharing: file, range, .float32, [2, 2])
        let copied = try Tensor(.float32, [2, 2], bytes: file.bytes(in: range))
        let isRight = mapped.sharesFile && !copied.sharesFile && mapped == copied
        if !isRight || mapped.array(of: Float.self) != copied.array()
          || mapped.hashValue != copied.hashValue
        {
          wrong.append(offset)
        }
      }
      #expect(wrong == [])
    }
  }

  @Test func threadsShareTheAlignedCopy() throws {
    try withFile { file in
      for _ in 0 ..< 100 {
        let tensor = try Tensor(sharing: file, 1 ..< 201, .int64, [25])
        let expected = try Tensor(.int64, [25], bytes: file.bytes(in: 1 ..< 201)).ints
        DispatchQueue.concurrentPerform(iterations: 8) { _ in
          if tensor.ints != expected { Issue.record("a thread read something else") }
        }
      }
    }
  }

  @Test func writingMakesACopy() throws {
    try withFile { file in
      let original = try Tensor(sharing: file, 4 ..< 8, .uint8, [4])
      var changed = original
      changed.withMutableElements(of: UInt8.self) { $0[0] = 99 }
      #expect(original.ints == [4, 5, 6, 7])
      #expect(changed.ints == [99, 5, 6, 7])
      #expect(!changed.sharesFile)
    }
  }

  @Test func bytesOfTruthAreNormalized() throws {
    try withFile { file in
      let tensor = try Tensor(sharing: file, 0 ..< 3, .bool, [3])
      #expect(tensor.array(of: Bool.self) == [false, true, true])
    }
  }

  @Test func refusesWhatIsNotThere() throws {
    try withFile { file in
      for (range, shape) in [
        (250 ..< 258, [2]), (0 ..< 8, [3]), (0 ..< 8, [-2]), (0 ..< 8, [1 << 62, 4]),
      ] {
        #expect(throws: TensorError.self) { try Tensor(sharing: file, range, .float32, shape) }
      }
    }
  }

}
