import GraphIR
import OrderedCollections
import Passes
import Support
import Testing

/// What a `let` binds goes to an accelerator as any other value does.
@Suite struct LetTests {

  private static let target = TargetInterface(
    name: "t",
    patterns: [
      CompositePattern(
        name: "t.add_relu", kind: "test",
        pattern: .call(
          label: "r", op: "nn.relu",
          operands: [.call(label: "a", op: "add", operands: [.input("x"), .input("y")])]))
    ], operators: ["add", "nn.relu", "abs"])

  private static let other = TargetInterface(name: "u", operators: ["tanh", "maximum"])

  /// The program after each of the passes, the laws of each one checked.
  private func steps(_ program: Program, _ targets: [TargetInterface]) throws -> [Program] {
    let passes: [any Pass.Type] = [
      MergeComposite.self, Annotate.self, MergeRegions.self, Partition.self,
    ]
    var steps = [program]
    for pass in passes {
      steps.append(try steps[steps.count - 1].after(pass, targets: targets))
      let broken = steps[steps.count - 1].violations.map { "\($0)" }
      #expect(broken == [], "after \(pass.info.name)")
    }
    return steps
  }

  @Test func aValueThatIsReadTwiceIsParted() throws {
    let program = try Texts.program(
      "x", body: "let %y = abs(%x); let %z = nn.relu(%y); add(%z, %y)")
    let parted = try steps(program, [Self.target])
    #expect(try parted[4].result() == program.result())
    #expect(parted[4].module.functions.count == 4)
  }

  /// What is between two of them does not become part of a region of which it is read.
  @Test func aLetOnTheHostKeepsRegionsApart() throws {
    let program = try Texts.program(
      "x",
      body: """
        %0 = abs(%x); let %y = %0; let %z = tanh(%y); %1 = add(%0, %z); nn.relu(%1)
        """)
    for (targets, count) in [
      ([Self.target], 2), ([Self.target, Self.other], 3), ([Self.other, Self.target], 3),
      ([Self.other], 1),
    ] {
      let parted = try steps(program, targets)
      #expect(try parted[4].result() == program.result())
      #expect(parted[4].module.functions.count == 1 + count)
    }
  }

  /// A region gives what is read before a variable that it reads is bound: those stay apart.
  @Test func whatIsReadBeforeALetIsNotBehindIt() throws {
    let program = try Texts.program(
      "x", body: "%0 = abs(%x); let %a = tanh(%0); let %y = exp(%x); %1 = add(%0, %y); (%1, %a)")
    let parted = try steps(program, [Self.target])
    #expect(try parted[4].result() == program.result())
    #expect(parted[4].module.functions.count == 3)
    // What follows a variable on one way becomes one region.
    let chain = try Texts.program("x", body: "let %y = exp(%x); %0 = abs(%y); add(%0, %y)")
    let joined = try steps(chain, [Self.target])
    #expect(try joined[4].result() == chain.result())
    #expect(joined[4].module.functions.count == 2)
  }

  /// As TVM prints what its own pass marks: what is bound begins on a target and ends nowhere.
  @Test func textsThatAreMarkedSoAreTaken() throws {
    let mark = { (side: String, value: String) in
      "annotation.compiler_\(side)(\(value), compiler=\"t\")"
    }
    let program = try Texts.program(
      "x",
      body: """
        %0 = \(mark("begin", "%x")); %1 = abs(%0); %2 = \(mark("end", "%1"));
        let %y = \(mark("begin", "%2"));
        %3 = \(mark("begin", "%y")); %4 = nn.relu(%3); \(mark("end", "%4"))
        """)
    #expect(program.violations.map { "\($0)" } == [])
    let parted = try program.after(MergeRegions.self, Partition.self)
    #expect(try parted.result() == program.result())
    #expect(parted.module.functions.count == 3)
    // Without the end, what is inside of the region is bound.
    let open = try Texts.program(
      "x", body: "let %y = abs(\(mark("begin", "%x"))); nn.relu(%y)")
    #expect(open.violations.map(\.law) == ["annotations"])
  }

  /// Lets, lines and brackets, drawn at random.
  private func drawn(_ seed: Int) -> String {
    var random = SplitMix64(seed: UInt64(seed))
    var values = ["%x"]
    var lines: [String] = []
    for index in 0 ..< Int.random(in: 2 ... 14, using: &random) {
      func value() -> String {
        values[max(0, values.count - Int.random(in: 1 ... 4, using: &random))]
      }
      let unary = ["abs", "nn.relu", "tanh", "negative"]
      let binary = ["add", "maximum"]
      var call = "\(unary.randomElement(using: &random)!)(\(value()))"
      if Bool.random(using: &random) {
        call = "\(binary.randomElement(using: &random)!)(\(value()), \(value()))"
      }
      switch Int.random(in: 0 ..< 5, using: &random) {
      case 0, 1: lines.append("let %v\(index) = \(call);")
      case 2:
        lines.append("%v\(index) = (let %w\(index) = \(call); add(%w\(index), \(value())));")
      case 3: lines.append("let %v\(index) = {%u\(index) = \(call); nn.relu(%u\(index))};")
      default: lines.append("%v\(index) = \(call);")
      }
      values.append("%v\(index)")
    }
    return (lines + ["(\(values.suffix(3).joined(separator: ", ")), %x)"]).joined(separator: "\n")
  }

  @Test(arguments: 0 ..< 20) func valuesAreKept(_ batch: Int) throws {
    for seed in batch * 20 ..< batch * 20 + 20 {
      let text = drawn(seed)
      let program = try Texts.program("x", body: text)
      let targets = seed % 2 == 0 ? [Self.target] : [Self.target, Self.other]
      let parted = try steps(program, targets)
      #expect(try parted[4].result() == program.result(), "\(seed): \(text)")
      let again = try Texts.program(parted[4].module.relayText())
      #expect(try again.result() == program.result(), "\(seed): \(text)")
    }
  }

}
