import Diagnostics
import GraphIR
import OrderedCollections
import Support
import Tensors
import Testing

@testable import Passes

/// What edits do to composites, annotations and regions.
@Suite struct AnnotationEffectTests {

  /// Takes `add` then `nn.relu` as one, and some operators by themselves.
  static let t = TargetInterface(
    name: "t", patterns: [addRelu("t")], operators: ["nn.relu", "add", "abs"])
  static let u = TargetInterface(
    name: "u", patterns: [addRelu("u")], operators: ["nn.relu", "tanh"])

  private static func addRelu(_ target: String) -> CompositePattern {
    CompositePattern(
      name: "\(target).add_relu", kind: "test",
      pattern: .call(
        label: "r", op: "nn.relu",
        operands: [.call(label: "a", op: "add", operands: [.input("x"), .input("y")])]))
  }

  private static let chain = "%0 = add(%x, %x); %1 = nn.relu(%0); %2 = abs(%1); tanh(%2)"

  /// The program after these edits and the passes that decide what goes where.
  private func parted(
    _ program: Program, _ edits: [String], targets: [TargetInterface] = [t]
  ) throws -> Program {
    var program = try program.after(InferTypes.self)
    for edit in edits {
      program = try program.after(EditAnnotations.self, targets: targets, options: ["edit": edit])
    }
    return try program.after(
      MergeComposite.self, Annotate.self, MergeRegions.self, Partition.self, targets: targets)
  }

  /// The operators of each region, as `t: add nn.relu`.
  private func regions(_ program: Program) -> [String] {
    let module = program.module
    return module.functions.values.compactMap { function in
      function.attributes.text("Compiler").map { target in
        let ops = module.postorder(of: function).compactMap { module[$0].op?.name }
        return "\(target): \(ops.joined(separator: " "))"
      }
    }.sorted()
  }

  /// Edits of the chain for one target, and the regions that follow.
  static let edits: [([String], [String])] = [
    ([], ["t: add nn.relu abs"]),
    (["annotate nn.relu host"], ["t: abs", "t: add"]),
    (["exclude nn.relu t"], ["t: abs", "t: add"]),
    (["exclude nn.relu"], ["t: abs", "t: add"]),
    (["pin @nn.relu_1 host"], ["t: abs", "t: add"]),
    (["exclude /./"], []),
    (["exclude /./", "annotate abs t"], ["t: abs"]),
    (["annotate abs t", "exclude /./"], []),
    (["pin @abs_2 t", "exclude /./"], ["t: abs"]),
    (["split @add_0 @nn.relu_1"], ["t: add", "t: nn.relu abs"]),
    (["split @nn.relu_1 @abs_2"], ["t: abs", "t: add nn.relu"]),
    (["split @add_0 @abs_2"], ["t: abs", "t: add nn.relu"]),
    (["exclude nn.relu where rank == 3"], ["t: add nn.relu abs"]),
    (["exclude nn.relu where rank == 2"], ["t: abs", "t: add"]),
    (["exclude nn.relu(add)"], ["t: abs"]),
    (["exclude (nn.relu(add) | abs)"], []),
    (["merge @add_0 @abs_2"], ["t: add nn.relu abs"]),
  ]

  @Test(arguments: edits) func decides(_ edits: [String], _ expected: [String]) throws {
    let program = try Texts.program("x", body: Self.chain)
    let parted = try parted(program, edits)
    #expect(regions(parted) == expected, "\(edits)")
    #expect(try parted.result() == program.result())
  }

  /// The same for two targets in the order t, u.
  static let ofTwo: [([String], [String])] = [
    ([], ["t: add nn.relu abs", "u: tanh"]),
    (["priority u"], ["t: abs", "u: add nn.relu", "u: tanh"]),
    (["priority u t", "priority"], ["t: add nn.relu abs", "u: tanh"]),
    (["annotate nn.relu u"], ["t: abs", "u: add nn.relu", "u: tanh"]),
    (["exclude nn.relu t"], ["t: abs", "u: add nn.relu", "u: tanh"]),
    (["exclude nn.relu u"], ["t: add nn.relu abs", "u: tanh"]),
    (["annotate add t", "annotate nn.relu u"], ["t: abs", "t: add", "u: nn.relu", "u: tanh"]),
  ]

  @Test(arguments: ofTwo) func decidesBetweenTwo(_ edits: [String], _ expected: [String]) throws {
    let program = try Texts.program("x", body: Self.chain)
    let parted = try parted(program, edits, targets: [Self.t, Self.u])
    #expect(regions(parted) == expected, "\(edits)")
    #expect(try parted.result() == program.result())
  }

  @Test func siblingsBecomeOneRegion() throws {
    let program = try Texts.program(
      "x", body: "%0 = nn.relu(%x); %1 = abs(%x); %2 = tanh(%0); %3 = tanh(%1); add(%2, %3)")
    let apart = try parted(program, [])
    #expect(regions(apart) == ["t: abs", "t: add", "t: nn.relu"])
    let joined = try parted(program, ["merge @nn.relu_0 @abs_1"])
    #expect(regions(joined) == ["t: add", "t: nn.relu abs"])
    #expect(try joined.result() == program.result())
  }

  /// One rectifier behind another does nothing, and `simplify` leaves nothing that came of it.
  @Test(arguments: ["merge @abs_2 @nn.relu_1", "split @abs_2 @nn.relu_1"])
  func ofWhatIsNotThereAnyMoreNothingIsSaid(_ edit: String) throws {
    let program = try Texts.program(
      "x", body: "%0 = nn.relu(%x); %1 = nn.relu(%0); %2 = abs(%1); tanh(%2)")
    let edited = try program.after(InferTypes.self).after(
      EditAnnotations.self, targets: [Self.t], options: ["edit": edit])
    let parted = try parted(edited.after(Simplify.self), [])
    #expect(regions(parted) == ["t: nn.relu abs"])
    #expect(try parted.result() == program.result())
  }

  @Test func aRegionThatWouldDependOnItselfIsRefusedWithTheWay() throws {
    let program = try Texts.program("x", body: "%0 = abs(%x); %1 = tanh(%0); nn.relu(%1)")
    let error = #expect(throws: Diagnostic.self) {
      try parted(program, ["merge @abs_0 @nn.relu_2"])
    }
    #expect(error?.message.contains("their region would depend on itself") == true)
    let way = try #require(error?.notes.first)
    let words = ["`abs`", "`tanh`", "`nn.relu`"]
    #expect(words.allSatisfy(way.contains), "\(way)")
    let starts = words.compactMap { way.firstRange(of: $0)?.lowerBound }
    #expect(starts == starts.sorted())
    #expect(error?.place != nil)
  }

  /// Edits that can not be, and what is said.
  static let refusals: [([String], String, String)] = [
    (["annotate tanh t"], "t does not take", "no pattern of t has `tanh`"),
    (["pin @tanh_3 t"], "t does not take", "no pattern of t has `tanh`"),
    (["annotate abs vector"], "no target `vector` is selected", "there are t, host"),
    (["priority t widget"], "no target `widget` is selected", "there are t, host"),
    (["pin @abs_2 host", "annotate abs t"], "`pin @abs_2 host` holds it", "annotations --delete"),
    (["split @abs_2 @abs_2"], "both are", "name two operators"),
    (["merge @abs_2 @tanh_3"], "is on the host, and in no region", "why"),
    (["merge @add_0 @abs_2", "split @add_0 @abs_2"], "keeps them apart", ""),
    (["exclude %x"], "is given to the program", ""),
  ]

  @Test(arguments: refusals) func refuses(
    _ edits: [String], _ message: String, _ more: String
  ) throws {
    let program = try Texts.program("x", body: Self.chain)
    let error = #expect(throws: Diagnostic.self) { try parted(program, edits) }
    #expect(error?.message.contains(message) == true, "\(error?.description ?? "")")
    #expect(
      more.isEmpty || ((error?.notes ?? []) + (error?.hints ?? [])).joined().contains(more),
      "\(error?.description ?? "")")
  }

  /// What was yet to be rewritten when a pin was said is checked when it is annotated.
  @Test func aPinThatNothingTakesIsAnError() throws {
    let program = try Texts.program("x", body: Self.chain).after(InferTypes.self)
    var context = PassContext(targets: [Self.t])
    context.expectsRewrites = true
    for (edit, isError) in [("pin @tanh_3 t", true), ("annotate /tanh/ t", false)] {
      let pass = try EditAnnotations(PassOptions(["edit": edit], for: EditAnnotations.info))
      let edited = try program.applying(pass, in: &context)
      if isError {
        let error = #expect(throws: Diagnostic.self) {
          try edited.after(MergeComposite.self, Annotate.self, targets: [Self.t])
        }
        #expect(error?.message.contains("t does not take") == true)
      } else {
        let annotate = try Annotate(PassOptions(for: Annotate.info))
        _ = try edited.applying(annotate, in: &context)
        #expect(context.reports.elements.contains { $0.message.contains("t does not take") })
      }
    }
  }

  @Test func whyIsThatTheUserSaidSo() throws {
    let program = try Texts.program("x", body: Self.chain)
    let parted = try parted(program, ["exclude nn.relu t", "annotate abs host"])
    for (op, words) in [
      ("nn.relu", "excluded by the user: `exclude nn.relu t`"),
      ("abs", "pinned by the user: `annotate abs host`"),
    ] {
      let reasons = parted.reasons(of: op).filter { $0.target == "t" }
      #expect(reasons.map { $0.sentence(in: parted.module) } == [words])
    }
  }

  @Test func aDescriptionBringsEdits() throws {
    var target = Self.t
    target.annotations = [try AnnotationEdit(parsing: "exclude nn.relu t")]
    let program = try Texts.program("x", body: Self.chain)
    #expect(regions(try parted(program, [], targets: [target])) == ["t: abs", "t: add"])
    let again = try parted(program, ["annotate nn.relu t"], targets: [target])
    #expect(regions(again) == ["t: add nn.relu abs"])
  }

  @Test func whatSelectsNothingIsSaid() throws {
    let program = try Texts.program("x", body: Self.chain).after(InferTypes.self)
    for (edit, words) in [
      ("exclude nn.relu where rank == 4", "rank is 2"), ("exclude nn.conv2d", "selects nothing"),
    ] {
      var context = PassContext(targets: [Self.t])
      let pass = try EditAnnotations(PassOptions(["edit": edit], for: EditAnnotations.info))
      _ = try program.applying(pass, in: &context)
      let report = try #require(context.reports.elements.first)
      #expect((report.message + report.notes.joined()).contains(words))
    }
  }

  /// Whatever is said of random programs: regions do not depend on themselves, values are kept, and
  /// what the user excludes is in no region.
  @Test(arguments: 0 ..< 20) func randomEditsKeepTheLaws(_ batch: Int) throws {
    var failures: [String] = []
    for seed in batch * 25 ..< batch * 25 + 25 {
      let drawn = try RandomProgram(seed: seed, count: 4 + seed % 40)
      let targets = ["a", "b"].map { name in
        TargetInterface(
          name: name, patterns: [Self.addRelu(name)],
          operators: seed % 3 == 0 ? ["add", "tanh"] : ["nn.relu", "add", "abs", "multiply"])
      }
      var edits = RandomEdit(
        seed: seed, nodes: drawn.ops.map { "\($0)" }, targets: ["a", "b"],
        ops: ["add", "nn.relu", "tanh", "abs"])
      var program = try Program(drawn.plain).after(InferTypes.self)
      for _ in 0 ..< 1 + seed % 6 {
        let edit = try edits.edit()
        do {
          program = try program.after(
            EditAnnotations.self, targets: targets, options: ["edit": "\(edit)"])
        } catch is Diagnostic {}
      }
      do {
        failures += try Self.faults(of: program, drawn, targets).map { "\(seed): \($0)" }
      } catch let error as Diagnostic {
        // Edits can be at odds with each other; then that is what is said.
        let isOfEdits = program.edits.contains { error.message.contains("`\($0.edit)`") }
        if !isOfEdits { failures.append("\(seed): \(error)") }
      }
    }
    #expect(failures.isEmpty, "\(failures.prefix(5).joined(separator: "\n"))")
  }

  private static func faults(
    of program: Program, _ drawn: RandomProgram, _ targets: [TargetInterface]
  ) throws -> [String] {
    var faults: [String] = []
    let merged = try program.after(
      MergeComposite.self, Annotate.self, MergeRegions.self, targets: targets)
    let parted = try merged.after(Partition.self, targets: targets)
    if try parted.result() != Program(drawn.plain).result() { faults.append("values") }
    let module = parted.module
    var owners: [ID<Node>: String] = [:]
    var sets: [Set<ID<Node>>] = []
    for function in module.functions.values {
      guard let target = function.attributes.text("Compiler") else { continue }
      let inside = module.postorder(of: function).filter { module[$0].op != nil }
      for id in inside { owners[id] = target }
      sets.append(Set(inside).intersection(drawn.ops))
    }
    faults += PartitionPropertyTests.holes(sets, in: drawn.plain)
    let plan = AnnotationPlan(program.edits, in: program.module)
    for (id, owner) in owners {
      if let edit = plan.keeper(of: id, from: owner) { faults.append("\(id) on \(owner): \(edit)") }
    }
    for split in plan.splits where sets.contains(where: { split.isCovered(by: $0) }) {
      faults.append("\(split.edit)")
    }
    for merge in plan.merges {
      let homes = sets.filter { !$0.isDisjoint(with: merge.first.union(merge.second)) }
      if homes.count > 1 { faults.append("\(merge.edit): \(homes.count) regions") }
    }
    return faults
  }

}
