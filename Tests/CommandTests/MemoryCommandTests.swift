import Canvas
import Diagnostics
import Foundation
import Support
import Testing

@testable import Commands
@testable import Debugger

/// What is said of memory: as a table, as pictures, and what a run has copied.
@Suite struct MemoryCommandTests {

  /// The reply to the last of `lines` about digits_lenet.
  private func reply(_ lines: String...) throws -> Reply {
    var interpreter = Headless.interpreter()
    var last: Reply?
    for line in ["load samples/models/digits_lenet.onnx"] + lines {
      last = interpreter.perform(line)
    }
    let reply = try #require(last)
    try #require(reply.failure == nil, "\(reply.terminalText)")
    return reply
  }

  /// What was copied, tensor by tensor, is what the plan says, with memory of one allocator and of
  /// two.
  @Test(arguments: ["own", "shared", "auto"])
  func aRunIsSetAgainstThePlan(_ allocator: String) throws {
    let answer = try reply(
      "apply --until partition", "apply plan-memory{host-allocator=\(allocator)}", "apply --all",
      "input --random 3", "run", "info copies"
    ).result
    let copies = try #require(answer["copies"]?.elements)
    #expect(copies.count == 2)
    for copy in copies {
      let planned = copy["zeroCopy"] == .flag(true) ? 0 : copy["bytes"]?.integer
      #expect(copy["copied"]?.integer == planned)
      #expect((copy["address"]?.integer != nil) == (allocator == "shared"))
    }
    #expect(answer["run"]?["samples"]?.integer == 1)
    #expect(answer["run"]?["bytes"]?.integer == (allocator == "shared" ? 0 : 1040))
    #expect(answer["run"]?["differences"]?.elements?.isEmpty == true)
    #expect((answer["arena"] != nil) == (allocator == "shared"))
  }

  /// A run with one allocator says what it has copied.
  @Test func aRunCountsWhatItCopies() throws {
    let lines = ["apply --all", "input --random 3", "run"]
    let shared = try reply(
      "apply --until partition", "apply plan-memory{host-allocator=shared}", lines[0], lines[1],
      lines[2])
    #expect(shared.result["stop"]?["copied"]?.integer == 0)
    #expect(shared.terminalText.contains("copied 0 B at the borders of regions"))
    let own = try #require(try reply(lines[0], lines[1], lines[2]).result["stop"])
    #expect(own["copied"] == nil)
  }

  @Test func sharingHoldsWhatIsAsserted() throws {
    let passes = ["apply --until partition", "apply plan-memory{host-allocator=shared}"]
    _ = try reply(passes[0], passes[1], "assert copies == 0")
    _ = try reply(passes[0], passes[1], "assert copied == 0")
    let text = try reply(passes[0], passes[1], "info copies").terminalText
    #expect(text.contains("zero-copy, caches"))
    #expect(text.contains("one allocator: "))
    #expect(text.contains("`qnn.quantize` writes it there in blocks of 16 channels"))
    #expect(text.contains("`qnn.dequantize` reads it there in blocks of 16 channels"))
  }

  /// What only the caller of the program has elsewhere is no copy at a border.
  @Test func endsAreNoBorders() throws {
    let folder = try TemporaryFolder()
    let text = """
      #[version = "0.0.5"]
      def @main(%x: Tensor[(1, 32, 4, 4), int8]) {
      nn.max_pool2d(%x, pool_size=[2, 2], strides=[2, 2])
      }

      """
    try Data(text.utf8).write(to: URL(filePath: "\(folder.path)/ends.relay"))
    func regions(_ allocator: String) throws -> (reply: Reply, region: JSON?) {
      let reply = try self.reply(
        "load \(folder.path)/ends.relay", "apply --until partition",
        "apply plan-memory{host-allocator=\(allocator)}", "regions")
      return (reply, reply.result["regions"]?.elements?.first)
    }
    let shared = try regions("shared")
    let names = ["copies", "copiedBytes", "ends", "endBytes"]
    #expect(names.map { shared.region?[$0]?.integer } == [0, 0, 2, 640])
    #expect(shared.reply.terminalText.contains("copies  ends  what"))
    let own = try regions("own")
    #expect(names.map { own.region?[$0]?.integer } == [2, 640, 0, 0])
    #expect(!own.reply.terminalText.contains("ends"))
  }

  /// A line for each storage, with a mark for each step at which something stands there.
  @Test func drawsStoragesOverTime() throws {
    let values = [(first: 0, last: 2), (first: 4, last: 4)].map { life in
      StorageView.Value(
        node: "%1", role: "temporary", byteCount: 8, first: life.first, last: life.last, views: [],
        block: nil, isInPlace: false)
    }
    let storage = StorageView(
      number: 0, byteCount: 64, offset: 0, isCallers: false, isShared: false, values: values)
    var answer = StorageAnswer(
      plan: .planned, storages: [storage], byteCount: 64, pageCount: 1, pageSize: 4096,
      alignment: 64, byteCountWithoutReuse: 128, leastByteCount: 64, constantBytes: 0,
      unplanned: [], steps: ["%1", "%2", "%3"], arenaAddress: nil, arenaByteCount: nil)
    #expect(
      StorageChart(answer).lines.map(\.text).dropLast() == ["step    0    ", "0       aaa·b"])
    answer.steps = [String](repeating: "%1", count: 126)
    #expect(StorageChart(answer).lines.count == 3)
    #expect(StorageChart(answer).lines[1].text == "0       aab" + String(repeating: "·", count: 61))
  }

  /// Every value has its rectangle, and a place inside of the picture.
  @Test func drawsAddressesOverSteps() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/memory.svg"
    let answer = try reply(
      "apply --until partition", "apply plan-memory{host-allocator=shared}", "export memory \(path)"
    ).result
    let text = String(decoding: try folder.bytes("memory.svg"), as: UTF8.self)
    #expect(answer["bytes"]?.integer == text.utf8.count)
    #expect(answer["storages"]?.integer ?? 0 > 2)
    let document = try reply(
      "apply --until partition", "apply plan-memory{host-allocator=shared}", "info storage"
    ).result
    let storages = try #require(document["storage"]?.elements)
    let values = storages.reduce(0) { $0 + ($1["values"]?.elements?.count ?? 0) }
    #expect(text.components(separatedBy: "<title>").count == values + 2)
    #expect(text.hasSuffix("</svg>\n"))
  }

}
