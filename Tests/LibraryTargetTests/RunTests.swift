import Debugger
import Diagnostics
import Foundation
import Support
import TargetKit
import Tensors
import Testing

@testable import LibraryTarget

/// Regions are written, compiled, loaded and called, and time goes both ways over the calls.
@Suite(.enabled(if: Tools.hasCompiler, Tools.noCompiler))
struct RunTests {

  private static let model = """
    def @main(%x: Tensor[(2, 3), float32], %y: Tensor[(2, 3), float32]) -> Tensor[(2, 3), float32] {
      %0 = add(%x, %y);
      %1 = nn.relu(%0);
      %2 = tanh(%1);
      add(%2, %x)
    }

    """

  private static func bench(_ target: String = Tools.small) throws -> Bench {
    var bench = try Bench(target: target, model: model)
    try bench.does("input --random 5")
    return bench
  }

  @Test func callsComputeWhatTheEvaluatorDoes() throws {
    var bench = try Self.bench()
    let reference = try bench.outputs()
    try bench.does(Bench.partition)
    #expect(distance(try bench.outputs(), reference) < 1e-6)
    let code = bench.says("ir")
    for part in ["int step0_sum(void *const *tensors)", "step1_tanh", "step2_sum", "return 0;"] {
      #expect(code.contains(part), "\(part) is not in \(code)")
    }
  }

  /// Each call is an instruction, and each tensor is there once it has been made.
  @Test func callsAreSteps() throws {
    var bench = try Self.bench()
    try bench.does(Bench.partition, "start")
    #expect(bench.says("p $insn") == "0\n")
    #expect(bench.says("p t1[0]").contains("no call has made it"))
    try bench.does("si")
    let sum = bench.says("p t1[0]")
    #expect(!sum.contains("error"), "\(sum)")
    let hash = bench.says("state hash")
    try bench.does("si", "si")
    #expect(bench.says("p t3[1]").contains("error") == false)
    try bench.does("rsi", "rsi")
    #expect(bench.says("p $pos") == "1\n")
    #expect(bench.says("p t1[0]") == sum)
    #expect(bench.says("state hash") == hash)
    #expect(bench.says("p t2[0]").contains("no call has made it"))
    try bench.does("b op:tanh", "goto #0", "c")
    #expect(bench.says("p $insn") == "1\n")
    #expect(bench.says("blame #1").contains("tanh"))
  }

  /// Code is never loaded in silence.
  @Test func loadingIsSaid() throws {
    var bench = try Self.bench()
    try bench.does(Bench.partition)
    #expect(bench.says("run").contains("is compiled, loaded into this program and called"))
  }

  @Test func safeRefusesCode() throws {
    var bench = try Self.bench()
    try bench.does(Bench.partition, "set safe on")
    let refusal = bench.says("run")
    #expect(refusal.contains("`safe` is on"), "\(refusal)")
    #expect(!refusal.contains("is compiled"))
    #expect(bench.says("set safe off").contains("no value of `safe`"))
    // What loads nothing works as ever.
    #expect(bench.says("ir").contains("step0_sum"))
    try bench.does("undo", "run")
  }

  @Test func aFailureStopsAtItsCall() throws {
    let text = Tools.small.replacing("\"for (int64_t i", with: "\"return 7; for (int64_t i")
    var bench = try Self.bench(text)
    try bench.does(Bench.partition)
    let said = bench.says("run")
    #expect(said.contains("step1_tanh gives 7"), "\(said)")
    try bench.does("rsi")
    #expect(bench.says("p $pos") == "0\n")
  }

  @Test func whatDoesNotCompileIsSaid() throws {
    let text = Tools.small.replacing("tanhf(", with: "no_such_function((int *)3.0 + ")
    var bench = try Self.bench(text)
    try bench.does(Bench.partition)
    let said = bench.says("run")
    #expect(said.contains("refuses the C of"), "\(said)")
    #expect(said.contains("undo"))
  }

  @Test func aMissingLibraryNamesItsPackage() throws {
    let text = Tools.small.replacing(
      "code: |", with: "package: libnowhere-dev\nheaders: [nowhere.h]\ncode: |")
    var bench = try Self.bench(text)
    try bench.does(Bench.partition)
    let said = bench.says("run")
    #expect(said.contains("the library of `own` is not here"), "\(said)")
    #expect(said.contains("apt install libnowhere-dev"))
    try bench.does("undo", "run")
  }

  @Test func aMissingCompilerNamesItsPackage() throws {
    var build = CodeBuild(library: try Tools.library(Tools.small).library, name: "r")
    build.compilers = ["no-such-compiler"]
    let error = #expect(throws: Diagnostic.self) { _ = try build.load("int f;", []) }
    #expect(error?.message.contains("no C compiler is here") == true)
    #expect(error?.hints.contains { $0.contains("apt install gcc") } == true)
  }

  /// Nothing is left of a build, whether it succeeds or not.
  @Test func nothingIsLeftBehind() throws {
    let library = try Tools.library(Tools.small).library
    func left() -> Set<String> {
      let names = try? FileManager.default.contentsOfDirectory(atPath: NSTemporaryDirectory())
      return Set((names ?? []).filter { $0.hasPrefix("sluice-") })
    }
    let before = left()
    let marker = "int own_marker(void *const *t) { return 5; }\n"
    let loaded = try CodeBuild(library: library, name: "r").load(marker, ["own_marker"])
    var out = Tensor(zeros: .float32, [1])
    #expect(loaded.call(0, [nil], result: 0, into: &out) == 5)
    #expect(throws: Diagnostic.self) {
      _ = try CodeBuild(library: library, name: "r").load("not C", [])
    }
    #expect(throws: Diagnostic.self) {
      _ = try CodeBuild(library: library, name: "r").load(marker, ["not_there"])
    }
    // Other tests may build at the same time; what they have is gone when they end.
    #expect(left().subtracting(before).count <= 8)
  }

}
