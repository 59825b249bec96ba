import Commands
import Debugger
import Foundation
import Support
import Testing

/// What methods of `partition` come to, as `costs` says it.
@Suite struct CostsTests {

  private static func answer(_ line: String, _ interpreter: inout Interpreter) -> Reply {
    let reply = interpreter.perform(line)
    #expect(reply.failure == nil, "`\(line)`: \(reply.terminalText)")
    return reply
  }

  /// Each column is what the program is once its method has been applied.
  @Test(arguments: [
    ("digits_mlp", ""), ("digits_lenet", " --launch 1000000"),
    ("digits_lenet", " --host-macs 1000000000000 --host-bytes 2000000000 --launch 0"),
  ])
  func columnsComeTrue(_ model: String, _ weights: String) throws {
    var interpreter = Headless.interpreter()
    _ = Self.answer("load samples/models/\(model).onnx", &interpreter)
    let before = Self.answer("pipeline", &interpreter).text
    let costs = Self.answer("costs size>=3\(weights)", &interpreter).result
    #expect(Self.answer("pipeline", &interpreter).text == before)
    let columns = costs["methods"]?.elements ?? []
    #expect(columns.compactMap { $0["method"]?.text } == ["greedy", "optimal", "size>=3"])
    _ = Self.answer("apply --until merge-regions", &interpreter)
    let options = weights.split(separator: "--").map {
      $0.trimmingCharacters(in: .whitespaces).replacing(" ", with: "=")
    }.filter { !$0.isEmpty }
    for column in columns {
      let method = try #require(column["method"]?.text)
      var parted = interpreter
      let settings = (["method=\(method)"] + options).joined(separator: ",")
      _ = Self.answer("apply 'partition{\(settings)}'", &parted)
      let regions = Self.answer("regions", &parted).result["regions"]?.elements ?? []
      #expect(regions.count == column["regions"]?.integer)
      let border = regions.reduce(0) {
        $0 + ($1["bytesIn"]?.integer ?? 0) + ($1["bytesOut"]?.integer ?? 0)
      }
      #expect(border == column["borderBytes"]?.integer)
      let operators = regions.reduce(0) { $0 + ($1["operators"]?.integer ?? 0) }
      #expect(operators == column["offloaded"]?["operators"]?.integer)
    }
    let sums = columns.compactMap { $0["picoseconds"]?["all"]?.integer }
    #expect(sums.count == 3 && sums[1] <= min(sums[0], sums[2]))
  }

  /// Where launches are dear nothing goes, and what stays says what it would have cost.
  @Test func whatStaysSaysItsCost() {
    var interpreter = Headless.interpreter()
    for line in [
      "load samples/models/digits_mlp.onnx", "apply --until merge-regions",
      "apply 'partition{method=optimal,launch=1000000000}'",
    ] { _ = Self.answer(line, &interpreter) }
    let coverage = Self.answer("coverage", &interpreter).text
    #expect(coverage.contains("costly"), "\(coverage)")
    #expect(coverage.contains("operators would take 1 s with vta"), "\(coverage)")
    #expect(!Self.answer("regions", &interpreter).text.contains("no pass has decided"))
    let why = Self.answer("why @/f1/Gemm", &interpreter).text
    #expect(why.contains("over its borders, and takes"), "\(why)")
    let verified = Self.answer("verify", &interpreter).terminalText
    #expect(!verified.contains("error"), "\(verified)")
  }

  /// What the clock takes is what the accelerator is estimated by.
  @Test func theClockCounts() {
    var interpreter = Headless.interpreter()
    _ = Self.answer("load samples/models/digits_lenet.onnx", &interpreter)
    func cycles() -> Int {
      let costs = Self.answer("costs", &interpreter).result
      return costs["methods"]?.elements?.first?["cycles"]?.integer ?? -1
    }
    let first = cycles()
    _ = Self.answer("timing pipelined", &interpreter)
    let second = cycles()
    #expect(first > 0 && second > 0 && first != second)
  }

  @Test(arguments: ["costs size>=0", "costs fast", "costs --launch -1"])
  func mistakesAreRefused(_ line: String) {
    var interpreter = Headless.interpreter(in: .model)
    #expect(interpreter.perform(line).failure != nil)
  }

}
