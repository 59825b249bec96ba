import CVTerm
import Glibc
import Testing

/// The program as it was built, beside the tests.
let sluice: String = {
  var bytes = [CChar](repeating: 0, count: 4096)
  let count = unsafe readlink("/proc/self/exe", &bytes, bytes.count)
  let path = String(
    decoding: bytes.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  return path.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/sluice"
}()

/// The program in a terminal, waiting at its first prompt.
func start(
  _ arguments: [String] = [], _ environment: [String: String] = [:], rows: Int = 24,
  columns: Int = 80
) throws -> PTY {
  let pty = try #require(
    PTY(sluice, ["-q"] + arguments, environment: environment, rows: rows, columns: columns))
  try #require(pty.waitForPrompt(), "\(pty.text)")
  return pty
}

/// The program under a shell with job control, waiting at its first prompt.
func startUnderShell(_ arguments: String = "-q") throws -> PTY {
  let pty = try #require(
    PTY("/bin/sh", ["-i"], environment: ["PS1": "shell$ ", "ENV": ""]))
  try #require(pty.wait { $0.line($0.cursor.row) == "shell$" }, "\(pty.text)")
  pty.type("\(sluice) \(arguments)\r")
  try #require(pty.waitForPrompt(), "\(pty.text)")
  return pty
}

extension PTY {
  /// Whether the shell that started the program waits for a line.
  var isAtShell: Bool { line(cursor.row) == "shell$" }
}

/// A file of its own for a test, gone afterwards.
final class TemporaryFile {

  let path: String

  init(_ text: String? = nil) throws {
    var name = Array("/tmp/sluice-test-XXXXXX".utf8CString)
    let file = unsafe mkstemp(&name)
    try #require(file >= 0)
    path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let bytes = Array((text ?? "").utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) }
    close(file)
  }

  deinit { unsafe unlink(path) }

  var text: String {
    let file = unsafe open(path, O_RDONLY)
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(file, $0.baseAddress, $0.count) }
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }

  /// The permission bits.
  var mode: UInt32 {
    var status = Glibc.stat()
    unsafe stat(path, &status)
    return status.st_mode & 0o777
  }

}
