import Commands
import Debugger
import Foundation
import Testing

/// Old descriptions in the language in which instructions say what they do.
@Suite struct TargetConversionTests {

  private static let meanings = "Tests/DescribedTests/Descriptions/meanings.yaml"

  /// What is printed is read as the same accelerator.
  @Test func printsWhatCanBeChecked() throws {
    var interpreter = Headless.interpreter()
    let reply = interpreter.perform("target convert \(Self.meanings)")
    #expect(reply.failure == nil)
    #expect(reply.terminalText.contains("instructions:"))
    let text = try interpreter.session.convertTarget(Self.meanings)
    let file = FileManager.default.temporaryDirectory.path + "/converted-\(UUID().uuidString).yaml"
    try text.write(toFile: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: file) }
    let (before, after) = (
      interpreter.perform("target check \(Self.meanings)"),
      interpreter.perform("target check \(file)")
    )
    #expect(after.failure == nil)
    #expect(after.terminalText == before.terminalText)
  }

  @Test(arguments: [
    ("samples/targets/dnnl.yaml", "there is nothing in the description of `dnnl` to convert"),
    (
      "samples/targets/vta.yaml",
      "says what its instructions do already"
    ),
  ])
  func saysWhatIsNothingToConvert(_ path: String, _ message: String) {
    var interpreter = Headless.interpreter()
    let reply = interpreter.perform("target convert \(path)")
    #expect(reply.failure != nil)
    #expect(reply.terminalText.contains(message), "\(reply.terminalText)")
  }

}
