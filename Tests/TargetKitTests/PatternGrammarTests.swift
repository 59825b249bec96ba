import Diagnostics
import GraphIR
import LibraryTarget
import OrderedCollections
import Passes
import Support
import TargetKit
import Tensors
import Testing

/// Patterns as descriptions spell them, on graphs that they fit and that they do not.
@Suite struct PatternGrammarTests {

  /// What is read of a library with one pattern of these statements.
  private func read(
    _ statements: [String], _ conditions: [String] = []
  ) -> (interface: TargetInterface?, diagnostics: [Diagnostic]) {
    let lines =
      ["name: lib", "version: 1", "kind: library", "patterns:", "  - name: lib.p"]
      + ["    kind: p", "    match:"] + statements.map { "      - '\($0)'" }
      + (conditions.isEmpty ? [] : ["    conditions:"]) + conditions.map { "      - \($0)" }
    let (target, diagnostics) = DescriptionReader.read(
      SourceText(name: "lib.yaml", text: lines.joined(separator: "\n") + "\n"),
      families: [.library])
    return (target?.description.interface, diagnostics.elements)
  }

  private func program(_ body: String) throws -> Program {
    let text = """
      #[version = "0.0.5"]
      def @main(%x: Tensor[(1, 4, 6, 6), float32], %y: Tensor[(1, 4, 6, 6), float32]) {
      \(body)
      }
      """
    return Program(try RelayText.parse(SourceText(name: "test.relay", text: text)).module)
  }

  /// The operators of each composite that the pattern makes of `body`; the values stay what they
  /// are.
  private func composites(
    _ statements: [String], _ conditions: [String] = [], in body: String
  ) throws -> [String] {
    let (interface, diagnostics) = read(statements, conditions)
    #expect(diagnostics.map { "\($0)" } == [])
    let before = try program(body)
    var context = PassContext(targets: [try #require(interface)])
    let pass = try MergeComposite(PassOptions([:], for: MergeComposite.info))
    let after = try before.applying(pass, in: &context)
    #expect(after.violations.map { "\($0)" } == [])
    #expect(try result(after) == result(before))
    return after.module.reachable.compactMap { id in
      after.module[id].function?.attributes.text("PartitionedFromPattern")
    }
  }

  private func result(_ program: Program) throws -> [[Double]] {
    var random = SplitMix64(seed: 1)
    let arguments = (0 ..< 2).map { _ in
      Value.tensor(
        Tensor([1, 4, 6, 6], (0 ..< 144).map { _ in Float.random(in: -2 ... 2, using: &random) }))
    }
    var evaluator = Evaluator(program.module)
    return try evaluator.call("main", arguments).tensors.map(\.doubles)
  }

  @Test func fieldsOfTuples() throws {
    let statements = ["s = split(...)", "f = s.1", "r = nn.relu(f)"]
    let body = "%0 = split(%x, indices_or_sections=2, axis=1); %1 = %0.INDEX; nn.relu(%1)"
    #expect(
      try composites(statements, in: body.replacing("INDEX", with: "1"))
        == ["split_TupleGetItem1_nn.relu_"])
    #expect(try composites(statements, in: body.replacing("INDEX", with: "0")) == [])
    let any = ["s = split(...)", "f = s.*", "r = nn.relu(f)"]
    #expect(try composites(any, in: body.replacing("INDEX", with: "0")).count == 1)
  }

  @Test func tuplesOfParts() throws {
    let statements = ["a = nn.relu(x)", "t = (a, wildcard)", "c = concatenate(t)"]
    let body = "%0 = nn.relu(%x); %1 = (FIELDS); concatenate(%1, axis=1)"
    #expect(
      try composites(statements, in: body.replacing("FIELDS", with: "%0, %y"))
        == ["nn.relu_Tuple_concatenate_"])
    for fields in ["%y, %0", "%0, %y, %x", "%x, %y"] {
      #expect(try composites(statements, in: body.replacing("FIELDS", with: fields)) == [])
    }
    let whole = ["t = (...)", "c = concatenate(t)"]
    #expect(
      try composites(whole, in: body.replacing("FIELDS", with: "%y, %0")) == ["Tuple_concatenate_"])
  }

  /// Each wildcard is another value; a name twice is one.
  @Test func wildcardsAreAnything() throws {
    let body = "%0 = nn.relu(%x); add(%0, OTHER)"
    let (free, same) = (["s = add(wildcard, wildcard)"], ["s = add(a, a)"])
    for (other, count) in [("%0", 1), ("%y", 0)] {
      let body = body.replacing("OTHER", with: other)
      #expect(try composites(free, in: body) == ["add_"])
      #expect(try composites(same, in: body).count == count)
    }
  }

  @Test func numbersAndVariables() throws {
    let half = ["h = multiply(a, 0.5)", "r = nn.relu(h)"]
    let body = "%0 = multiply(%x, NUMBERf); nn.relu(%0)"
    #expect(
      try composites(half, in: body.replacing("NUMBER", with: "0.5")) == ["multiply_nn.relu_"])
    #expect(try composites(half, in: body.replacing("NUMBER", with: "0.25")) == [])
    let negative = ["h = multiply(a, constant -2)", "r = nn.relu(h)"]
    #expect(try composites(negative, in: body.replacing("NUMBER", with: "-2")).count == 1)
    let direct = ["r = nn.relu(variable v)"]
    #expect(try composites(direct, in: "%0 = nn.relu(%x); nn.relu(%0)").count == 1)
  }

  /// What an attribute refuses another alternative may take.
  @Test func attributesAreAPartOfThePattern() throws {
    let statements = [
      "p = nn.max_pool2d(a){pool_size=[2, 2], layout=NCHW} or nn.avg_pool2d(a){count_include_pad=true}"
    ]
    func pool(_ call: String) throws -> Int {
      try composites(statements, in: "nn.\(call)").count
    }
    #expect(try pool("max_pool2d(%x, pool_size=[2, 2])") == 1)
    #expect(try pool("max_pool2d(%x, pool_size=[3, 3])") == 0)
    #expect(try pool("avg_pool2d(%x, pool_size=[3, 3], count_include_pad=True)") == 1)
    #expect(try pool("avg_pool2d(%x, pool_size=[2, 2])") == 0)
  }

  // MARK: What lies between

  private static let behind = [
    "first = nn.relu(x)", "middle = tanh(...) or add(...)", "last = maximum(...)",
    "all = last after first through middle",
  ]

  @Test func pathsOfAnyLengthAreTaken() throws {
    let body = """
      %0 = nn.relu(%x); %1 = tanh(%0); %2 = tanh(%1); %3 = add(%0, %y); %4 = maximum(%2, %3);
      abs(%4)
      """
    #expect(try composites(Self.behind, in: body) == ["nn.relu_tanh_tanh_add_maximum_"])
    #expect(
      try composites(Self.behind, in: "%0 = nn.relu(%x); maximum(%0, %0)") == ["nn.relu_maximum_"])
  }

  @Test(arguments: [
    // Something else lies between, or nothing begins it.
    "%0 = nn.relu(%x); %1 = abs(%0); maximum(%0, %1)",
    "%0 = tanh(%x); maximum(%0, %y)",
    // There are two beginnings.
    "%0 = nn.relu(%x); %1 = nn.relu(%y); maximum(%0, %1)",
    // A value between is read outside.
    "%0 = nn.relu(%x); %1 = tanh(%0); %2 = maximum(%0, %1); (%1, %2)",
  ])
  func otherPathsAreNot(_ body: String) throws {
    #expect(try composites(Self.behind, in: body) == [])
  }

  // MARK: Conditions

  @Test func shapesAreGiven() throws {
    let pool = "nn.max_pool2d(%x, pool_size=[2, 2], strides=[2, 2])"
    func holds(_ condition: String) throws -> Bool {
      try !composites(
        ["p = nn.max_pool2d(a)"], ["{of: p, \(condition), else: \"it is {found}\"}"], in: pool
      ).isEmpty
    }
    #expect(try holds("shape: [1, 4, 3, 3]"))
    #expect(try holds("shape: [1, any, 3, any]"))
    #expect(try !holds("shape: [1, any, 4, any]"))
    #expect(try !holds("shape: [1, any, 3]"))
    #expect(try holds("layout: NCHW"))
    #expect(try holds("layout: [NHWC, NCHW]"))
    #expect(try !holds("layout: NHWC"))
  }

  @Test(arguments: [
    (["c = concatenate(x){axs=1}"], "has no attribute `axs`"),
    (["c = concatenate(x){axis=left}"], "`axis` of `concatenate` can not be \"left\""),
    (["a = nn.relu(x)", "b = a after c through a"], "no statement before is `c`"),
    (["a = nn.relu(x)", "b = a after a"], "expected `through`"),
    (["a = x.y"], "`x.y` is no field of a tuple"),
    (["a = x."], "expected `*`"),
    (["a = add(x, ...)"], "expected an operand, found `...`"),
    (["a = add(x, 1.2.3)"], "`1.2.3` is no number"),
  ])
  func mistakesAreExplained(_ statements: [String], _ message: String) {
    let (interface, diagnostics) = read(statements)
    #expect(interface == nil)
    #expect(diagnostics.contains { $0.message.contains(message) }, "\(diagnostics)")
  }

}
