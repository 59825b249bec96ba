import Diagnostics
import Foundation
import GraphIR
import OrderedCollections
import Support
import Tensors
import Testing

@testable import Passes

/// Each law has programs that break it, and breaks no program that is in order.
@Suite struct LawTests {

  /// A program with one operator, and what is changed in it before the laws are read.
  static func broken(_ change: (inout GraphModule, [ID<Node>]) -> Void) throws -> Program {
    var builder = GraphBuilder(pass: "test")
    let x = builder.variable("x", .tensor([1, 4], .float32))
    let y = try builder.call(#require(Op.named("nn.relu")), [x])
    builder.module.functions["main"] = Function(parameters: [x], body: y)
    var module = builder.module
    change(&module, [x, y])
    return Program(module)
  }

  private func law(_ program: Program) -> String? { program.violations.first?.law }

  private func law(_ text: String) throws -> String? {
    let parsed = try RelayText.parse(
      SourceText(name: "test", text: "#[version = \"0.0.5\"]\n" + text))
    return law(Program(parsed.module))
  }

  @Test func keepsAProgramInOrder() throws {
    #expect(law(try Self.broken { _, _ in }) == nil)
  }

  @Test func everyLawHasAStatementOfItsOwn() {
    #expect(Set(Law.all.map(\.name)).count == Law.all.count)
    #expect(Law.all.allSatisfy { !$0.statement.isEmpty && !$0.statement.hasSuffix(".") })
  }

  @Test func findsOperandsThatDoNotExist() throws {
    let missing = ID<Node>(99)
    #expect(law(try Self.broken { $0[$1[1]].operands = [missing] }) == "operands")
    #expect(
      law(try Self.broken { module, _ in module.functions["main"]?.body = missing }) == "operands")
  }

  @Test func findsValuesThatDependOnThemselves() throws {
    #expect(law(try Self.broken { $0[$1[1]].operands = [$1[1]] }) == "acyclic")
    let program = try Self.broken { module, ids in
      let origin = Origin(pass: "test")
      let copy = Node(.call(Op.named("copy")!, Attributes()), [ids[1]], origin: origin)
      module[ids[1]].operands = [module.insert(copy)]
    }
    #expect(law(program) == "acyclic")
  }

  @Test func findsExpressionsWithoutTheirOperands() throws {
    #expect(
      law(
        try Self.broken {
          $0[$1[1]].kind = .projection(0); $0[$1[1]].operands = []
        }) == "forms")
    #expect(law(try Self.broken { $0.functions["main"]?.parameters = [$1[1]] }) == "forms")
    #expect(
      law(
        try Self.broken {
          $0[$1[1]].kind = .binding; $0[$1[1]].operands = [$1[0]]
        }) == "forms")
  }

  @Test func findsNamesOfNoFunction() throws {
    let program = try Self.broken { module, ids in
      let callee = module.insert(Node(.global("gone"), origin: Origin(pass: "test")))
      module[ids[1]].kind = .apply
      module[ids[1]].operands = [callee, ids[0]]
    }
    #expect(law(program) == "globals")
  }

  @Test func findsVariablesThatNothingBinds() throws {
    #expect(
      law(try Self.broken { module, _ in module.functions["main"]?.parameters = [] }) == "bound")
    // The parameter of a literal, read outside of it.
    let leaked = try Self.broken { module, ids in
      let origin = Origin(pass: "test")
      let type = module[ids[0]].type
      let inner = module.insert(Node(.variable("p"), type: type, origin: origin))
      let literal = module.insert(
        Node(
          .function(Function(parameters: [inner], body: inner)),
          type: .function([type!], type!), origin: origin))
      let call = module.insert(Node(.apply, [literal, inner], type: type, origin: origin))
      module[ids[1]].operands = [call]
    }
    #expect(law(leaked) == "bound")
  }

  @Test func followsLetsAndClosures() throws {
    let text = """
      def @main(%x: Tensor[(2), float32]) {
        let %f = fn (%y: Tensor[(2), float32]) -> Tensor[(2), float32] { add(%x, %y) };
        let %z = %f(%x);
        nn.relu(%z)
      }
      """
    #expect(try law(text) == nil)
  }

  @Test func findsCompositesThatAreNotClosed() throws {
    let text = """
      def @main(%x: Tensor[(2), float32]) {
        %1 = fn (%y: Tensor[(2), float32], Composite="acc.add") { add(%x, %y) };
        %1(%x)
      }
      """
    #expect(try law(text) == "closed")
    #expect(try law(text.replacing("add(%x", with: "add(%y")) == nil)
    func named(_ name: String) throws -> String? {
      try law(text.replacing("add(%x", with: "add(%y").replacing("\"acc.add\"", with: name))
    }
    #expect(try named("\"add\"") == nil)
    #expect(try named("\"\"") == "composites")
    #expect(try named("\"add\", Accelerator=\"acc\"") == nil)
    #expect(try named("\"add\", Accelerator=\"\"") == "composites")
  }

  @Test func findsTypesThatInferenceDoesNotFind() throws {
    #expect(law(try Self.broken { $0[$1[1]].type = nil }) == "typed")
    #expect(law(try Self.broken { $0[$1[1]].type = .tensor([1, 5], .float32) }) == "typed")
    #expect(law(try Self.broken { $0[$1[1]].type = .tensor([1, 4], .float64) }) == "typed")
    #expect(law(try Self.broken { $0[$1[1]].type = .tensor([1, nil], .float32) }) == nil)
    let result = ValueType.tensor([4], .float32)
    #expect(
      law(try Self.broken { module, _ in module.functions["main"]?.result = result }) == "typed")
  }

  static let annotated = """
    def @main(%x: Tensor[(2), float32]) {
      %0 = annotation.compiler_begin(%x, compiler="acc");
      %1 = nn.relu(%0);
      %2 = add(%1, %0);
      %3 = annotation.compiler_end(%2, compiler="acc");
      nn.relu(%3)
    }
    """

  @Test(arguments: [
    ("", ""), ("nn.relu(%0)", "nn.relu(%x)"), ("add(%1, %0)", "add(%1, %x)"),
    ("%2, compiler=\"acc\"", "%2, compiler=\"other\""), ("nn.relu(%3)", "add(%3, %1)"),
    ("nn.relu(%3)", "nn.relu(%1)"),
    ("begin(%x, compiler=\"acc\")", "end(%x, compiler=\"acc\")"),
  ])
  func findsAnnotationsThatDoNotPair(_ text: String, _ other: String) throws {
    let changed = text.isEmpty ? Self.annotated : Self.annotated.replacing(text, with: other)
    #expect(try law(changed) == (text.isEmpty ? nil : "annotations"))
  }

  static let partitioned = """
    def @acc_0(%y: Tensor[(2), float32], global_symbol="acc_0", Primitive=1, Compiler="acc") {
      nn.relu(%y)
    }
    def @main(%x: Tensor[(2), float32]) {
      @acc_0(%x)
    }
    """

  @Test func findsRegionsThatCannotBeHandedOver() throws {
    #expect(try law(Self.partitioned) == nil)
    #expect(try law(Self.partitioned.replacing("Primitive=1, ", with: "")) == "regions")
    #expect(try law(Self.partitioned.replacing("\"acc_0\"", with: "\"other\"")) == "regions")
    #expect(try law(Self.partitioned.replacing("@acc_0(%x)", with: "nn.relu(%x)")) == "regions")
    // Whoever calls it, and nobody where there is nobody else.
    let other = "\ndef @other(%x: Tensor[(2), float32]) { @acc_0(%x) }"
    #expect(
      try law(Self.partitioned.replacing("@acc_0(%x)", with: "nn.relu(%x)") + other) == nil)
    let alone = Self.partitioned.components(separatedBy: "def @main")[0]
    #expect(try law(alone) == nil)
    let inside = """
      annotation.compiler_end(nn.relu(annotation.compiler_begin(%y, compiler="a")), compiler="a")
      """
    #expect(try law(Self.partitioned.replacing("nn.relu(%y)", with: inside)) == "partitioned")
  }

  @Test func findsValuesOfNoOrigin() throws {
    let missing = ID<Node>(99)
    #expect(
      law(try Self.broken { $0[$1[1]].origin = Origin(pass: "test", parents: [missing]) })
        == "origins")
    #expect(law(try Self.broken { $0[$1[1]].origin = Origin(pass: "") }) == "origins")
    #expect(law(try Self.broken { $0[$1[1]].origin = Origin(pass: "import") }) == "origins")
    #expect(
      law(try Self.broken { $0[$1[1]].origin = Origin(sources: [ID(7)], pass: "import") })
        == "origins")
  }

  @Test func findsLoweredRegionsThatAreNone() throws {
    let parsed = try RelayText.parse(SourceText(name: "test", text: Self.partitioned))
    let none = Provenance.synthetic(by: "test")
    func lowered(_ name: String, _ region: Region) -> String? {
      var program = Program(parsed.module)
      program.lower(name, to: region, by: [])
      return law(program)
    }
    #expect(lowered("acc_0", Region(target: "acc", origins: [none, Provenance(ID(0))])) == nil)
    #expect(lowered("acc_1", Region(target: "acc", origins: [none, none])) == "lowered")
    #expect(lowered("acc_0", Region(target: "other", origins: [none, none])) == "lowered")
    #expect(lowered("acc_0", Region(target: "acc", origins: [none])) == "lowered")
    #expect(
      lowered("acc_0", Region(target: "acc", origins: [none, Provenance(ID(99))])) == "lowered")
  }

  /// What the user is told: the law, the node, the model's node behind it, the pass, the way out.
  @Test func saysAllThatIsKnown() throws {
    let parsed = try RelayText.parse(SourceText(name: "test", text: Self.partitioned))
    var module = parsed.module
    let relu = try #require(module.reachable.first { module[$0].op != nil })
    module[relu].type = nil
    let program = Program(module)
    let violation = try #require(program.violations.first)
    let diagnostic = violation.diagnostic(in: program, madeBy: "simplify", hints: ["`undo`"])
    #expect(diagnostic.failure == .verification)
    #expect(diagnostic.message.contains("law `typed` is broken after `simplify`"))
    #expect(diagnostic.message.contains("nn.relu"))
    #expect(diagnostic.notes.contains { $0.contains("from nn.relu `nn.relu_0`") })
    #expect(diagnostic.hints == ["`undo`"])
  }

}

/// A region of two lines.
private struct Region: LoweredRegion {
  var level: String { "stream" }
  var target: String
  var text: String { "one\ntwo" }
  var origins: [Provenance]
  func reading(_ source: SourceText) -> Region { self }
}
