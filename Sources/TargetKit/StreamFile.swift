public import Diagnostics
import GraphIR
public import ISA
import Support
import Tensors

/// A file that holds instructions and nothing else, one behind the other as a machine fetches them.
public struct StreamFile: Sendable {

  private let set: InstructionSet

  public init(_ set: InstructionSet) { self.set = set }

  /// Reads the file at `path`.
  /// - Errors: it can't be read, holds nothing, or ends within an instruction.
  public func read(_ path: String) throws(Diagnostic) -> Stream {
    let bytes: [UInt8]
    do throws(TensorFileError) {
      bytes = try readFile(path)
    } catch {
      throw Diagnostic(error)
    }
    guard !bytes.isEmpty else {
      throw .error("there are no instructions in it", at: Place(file: path))
    }
    return Stream(name: path, code: try set.code(ofWhole: bytes, "the file", at: Place(file: path)))
  }

}

extension InstructionSet {

  /// The instructions that `bytes` are.
  /// - Parameter name: whose bytes they are.
  /// - Errors: the last instruction is not whole; the work is to end.
  func code(
    ofWhole bytes: [UInt8], _ name: String, at place: Place
  ) throws(Diagnostic) -> MachineCode {
    guard !hasOneWidth || bytes.count.isMultiple(of: byteWidth) else {
      throw .error(
        "\(name) has \(bytes.count) bytes, but an instruction has \(byteWidth)", at: place)
    }
    let code = code(of: bytes)
    try Interruption.current.check()
    let count = byteCount(of: code)
    guard count == bytes.count else {
      throw .error(
        "\(name) has \(bytes.count) bytes, but its \(code.count) whole instructions end at byte "
          + "\(count)", at: place)
    }
    return code
  }

}
