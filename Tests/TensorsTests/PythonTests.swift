import Foundation
import Tensors
import Testing

/// What numpy itself says, where it is installed.
@Suite struct PythonTests {

  /// The output of a Python script; nil if there is no Python with numpy.
  private func python(_ script: String, _ arguments: [String]) throws -> String? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    if output.contains("No module named 'numpy'") || process.terminationStatus == 127 {
      print("skipped: no python3 with numpy")
      return nil
    }
    #expect(process.terminationStatus == 0, "\(output)")
    return output
  }

  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("sluice-\(UInt64.random(in: 0 ... .max))").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  static let types: [ElementType] = [
    .bool, .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64, .float16, .float32,
    .float64,
  ]

  @Test func numpyReadsOurs() throws {
    let script = """
      import sys, numpy as np
      for path in sys.argv[1:]:
        a = np.load(path)
        for name in a.files:
          x = a[name]
          print(name, x.dtype, x.shape, x.astype(float).sum())
      """
    try withFolder { folder in
      var archive = TensorArchive()
      var expected: [String] = []
      for type in ElementType.allCases {
        let tensor = Tensor.random(type, [2, 3, 4], seed: 5, 0 ... 1)
        archive["in:\(type)"] = tensor
        let isForeign = type == .bfloat16 || type.isNarrowFloat
        let read = Self.types.contains(type) ? type : isForeign ? .float32 : type.layout
        let sum = tensor.doubles.reduce(0, +)
        expected.append("in:\(type) \(read) (2, 3, 4) \(sum)")
      }
      let paths = ["\(folder)/a.npz", "\(folder)/b.npz"]
      try archive.write(npzFile: paths[0], compressed: true)
      try archive.write(npzFile: paths[1], compressed: false)
      guard let output = try python(script, paths) else { return }
      #expect(output.split(separator: "\n").map(String.init) == expected + expected)
    }
  }

  @Test func weReadNumpys() throws {
    let script = """
      import sys, numpy as np
      arrays = {}
      for t in sys.argv[2:]:
        x = (np.arange(24) % 2).astype(t) if t == 'bool' else np.arange(24).astype(t)
        x = x.reshape(2, 3, 4)
        arrays['c:' + t] = x
        arrays['f:' + t] = np.asfortranarray(x)
        arrays['b:' + t] = x.astype(x.dtype.newbyteorder('>'))
        arrays['s:' + t] = x[1, 2, 3]
      np.savez(sys.argv[1] + '/a.npz', **arrays)
      np.savez_compressed(sys.argv[1] + '/b.npz', **arrays)
      with open(sys.argv[1] + '/v3.npy', 'wb') as f:
        np.lib.format.write_array(f, arrays['f:int16'], version=(3, 0))
      """
    try withFolder { folder in
      guard try python(script, [folder] + Self.types.map(\.rawValue)) != nil else { return }
      for file in ["a", "b"] {
        let archive = try TensorArchive(npzFile: "\(folder)/\(file).npz")
        #expect(archive.count == 4 * Self.types.count)
        for type in Self.types {
          let numbers = (0 ..< 24).map { type == .bool ? $0 % 2 : $0 }
          let expected = try Tensor(type, [2, 3, 4], ints: numbers)
          let found = ["c", "f", "b"].map { archive["\($0):\(type)"] }
          #expect(found == [expected, expected, expected])
          #expect(archive["s:\(type)"]?.ints == [numbers[23]])
        }
      }
      let third = try Tensor(npyFile: "\(folder)/v3.npy")
      #expect(third == (try Tensor(.int16, [2, 3, 4], ints: Array(0 ..< 24))))
    }
  }

}
