import Diagnostics
import GraphIR
import Support
import Tensors
import Testing

/// Values that several blocks read get a line that all of them see.
@Suite struct RelayBlockTests {

  private static let type = "Tensor[(3), float32]"

  private func read(_ text: String) throws -> GraphModule {
    try RelayText.parse(SourceText(name: "x.relay", text: text)).module
  }

  private func value(_ module: GraphModule) throws -> [Tensor] {
    var evaluator = Evaluator(module)
    return try evaluator.call("main", [.tensor(Tensor([1, -2, 3] as [Float]))]).tensors
  }

  private func lines(_ body: String) throws -> [String] {
    let module = try read("def @main(%x: \(Self.type)) { \(body) }")
    let text = module.relayText(RelayTextOptions(types: false))
    #expect(try value(read(text)) == value(module), "\(text)")
    return text.split(separator: "\n").dropFirst(2).dropLast().map { $0.trimmingBlanks }
  }

  @Test func branchesShareWhatStandsBeforeThem() throws {
    #expect(
      try lines("%0 = negative(%x); if (True) { %0 } else { abs(%0) }").prefix(2) == [
        "%0 = negative(%x);", "if (True) {",
      ])
  }

  @Test func whatOneBranchReadsIsInIt() throws {
    #expect(
      try lines("%0 = negative(%x); if (True) { add(%0, abs(%0)) } else { %x }").prefix(2) == [
        "if (True) {", "%0 = negative(%x);",
      ])
  }

  @Test func chainsAreSharedToo() throws {
    let body = "%0 = { let %y = negative(%x); abs(%y) }; if (True) { %0 } else { add(%0, %0) }"
    #expect(
      try lines(body).prefix(5) == [
        "%0 = (", "let %y: \(Self.type) = negative(%x);", "abs(%y)", ");", "if (True) {",
      ])
  }

  /// Blocks in each other, which read whatever they see.
  private struct Blocks {

    var random: SplitMix64
    private var count = 0

    init(seed: Int) { random = SplitMix64(seed: UInt64(seed)) }

    mutating func block(_ seen: [String], depth: Int) -> String {
      var seen = seen
      var text = ""
      for _ in 0 ..< Int.random(in: 1 ... 4, using: &random) {
        let value = value(seen, depth)
        let isBound = Int.random(in: 0 ..< 4, using: &random) == 0
        let name = isBound ? "%v\(count)" : "%\(count)"
        text += (isBound ? "let " : "") + "\(name) = \(value);\n"
        seen.append(name)
        count += 1
      }
      return text + value(seen, 0) + "\n"
    }

    private mutating func value(_ seen: [String], _ depth: Int) -> String {
      func one() -> String { seen.suffix(6).randomElement(using: &random) ?? "%x" }
      switch Int.random(in: 0 ..< (depth > 0 ? 8 : 4), using: &random) {
      case 0: return "abs(\(one()))"
      case 1: return "negative(\(one()))"
      case 2, 3: return "maximum(\(one()), \(one()))"
      case 4: return "{ \(block(seen, depth: depth - 1)) }"
      case 5:
        let type = RelayBlockTests.type
        count += 1
        let argument = "%a\(count)"
        let body = block(seen + [argument], depth: depth - 1)
        return "{ %f\(count) = fn (\(argument): \(type)) { \(body) }; %f\(count)(\(one())) }"
      default:
        let (yes, no) = (block(seen, depth: depth - 1), block(seen, depth: depth - 1))
        return "if (\(depth % 2 == 0 ? "True" : "False")) { \(yes) } else { \(no) }"
      }
    }

  }

  @Test(arguments: 0 ..< 200)
  func whatIsPrintedIsReadBack(_ seed: Int) throws {
    var blocks = Blocks(seed: seed)
    let text = "def @main(%x: \(Self.type)) { \(blocks.block(["%x"], depth: 3)) }"
    let module = try read(text)
    let result = try value(module)
    let printed = module.relayText()
    #expect(try value(read(printed)) == result, "\(text)\n\(printed)")
    let numbered = module.relayText(RelayTextOptions(provenance: true, numbers: .ofNodes))
    #expect(try value(read(numbered)) == result, "\(numbered)")
  }

}
