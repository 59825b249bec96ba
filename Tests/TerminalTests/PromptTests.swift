import CVTerm
import Glibc
import Testing

/// The program as it was built.
let sluice: String = {
  var bytes = [CChar](repeating: 0, count: 4096)
  let count = unsafe readlink("/proc/self/exe", &bytes, bytes.count)
  let path = String(
    decoding: bytes.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  return path.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/sluice"
}()

@Suite struct PromptTests {

  private func start(_ arguments: [String] = [], _ environment: [String: String] = [:]) throws
    -> PTY
  {
    let pty = try #require(PTY(sluice, arguments, environment: environment))
    try #require(pty.waitForPrompt(), "\(pty.text)")
    return pty
  }

  @Test func tabGrowsTheWordAndLists() throws {
    let pty = try start()
    pty.type("in\t")
    #expect(pty.wait { $0.line($0.cursor.row) == "(sluice) info" }, "\(pty.text)")
    pty.type("\t")
    #expect(pty.wait { $0.text.contains("info") && $0.cursor.row >= 2 }, "\(pty.text)")
  }

}
