import Diagnostics
import GraphIR
import Support
import Tensors
import Testing

@testable import Passes

/// Edits as texts, and what they select.
@Suite struct AnnotationEditTests {

  // MARK: Text

  static let texts = [
    "annotate nn.conv2d t where channels % 16 == 0",
    "annotate @conv2 host",
    "annotate /conv[0-9]{1,2}/ t",
    "annotate nn.relu(nn.bias_add(nn.conv2d, constant)) t where rank == 4 and not groups != 1",
    "annotate (nn.relu | clip(*)) host",
    "annotate %3 t where (rank == 4 or input.channels < 3) and weight.dtype == \"int8\"",
    "annotate nn.conv2d t where strides == [2, 2] or padding[0] + padding[1] * 2 >= 1",
    "annotate nn.conv2d t where data_layout == \"NCHW\" and (channels + 1) % 2 == 1",
    "pin /layer1/conv/Conv t",
    "annotate /layer1/conv/Conv t where rank / 2 == 2",
    "exclude nn.max_pool2d",
    "exclude nn.max_pool2d t where height > 7",
    "exclude %x where elements >= 1024",
    "split @conv1 @conv2",
    "merge %3 %12",
    "priority t u",
    "priority",
  ]

  @Test(arguments: texts) func whatIsPrintedIsReadBack(_ text: String) throws {
    let edit = try AnnotationEdit(parsing: text)
    #expect("\(edit)" == text)
    #expect(try AnnotationEdit(parsing: "\(edit)") == edit)
  }

  @Test(arguments: 0 ..< 20) func drawnEditsAreReadBack(_ batch: Int) throws {
    for seed in batch * 100 ..< batch * 100 + 100 {
      var drawn = RandomEdit(
        seed: seed, nodes: ["%3", "@conv1", "%x", "/a/b"], targets: ["t", "u"],
        ops: ["nn.relu", "add", "nn.conv2d"])
      let edit = try drawn.edit()
      let again = try AnnotationEdit(parsing: "\(edit)")
      #expect(again == edit, "seed \(seed): `\(edit)` is read as `\(again)`")
    }
  }

  /// Other spellings of the same.
  @Test(arguments: [
    ("annotate  nn.conv2d   t", "annotate nn.conv2d t"),
    ("annotate 'nn.relu( nn.conv2d )' t", "annotate nn.relu(nn.conv2d) t"),
    ("annotate '/conv a/' t", "annotate \"/conv a/\" t"),
    ("annotate '/conv/' t", "annotate /conv/ t"),
    ("exclude nn.conv2d where dtype==int8", "exclude nn.conv2d where dtype == \"int8\""),
    ("exclude nn.conv2d where ((groups)) == -1", "exclude nn.conv2d where groups == -1"),
    ("exclude nn.conv2d where groups<=1", "exclude nn.conv2d where groups <= 1"),
  ])
  func spellings(_ text: String, _ plain: String) throws {
    #expect("\(try AnnotationEdit(parsing: text))" == plain)
  }

  /// Texts that are no edit: where the mistake is, a part of what is said, and of the hint.
  static let mistakes: [(String, Int, String, String)] = [
    ("anotate nn.conv2d t", 1, "begins no edit", "did you mean `annotate`?"),
    ("annotate", 9, "what is meant is missing", "an operator"),
    ("annotate nn.conv2d", 19, "a target, or `host`, is missing", ""),
    ("annotate nn.conv2d t when rank == 4", 22, "`when` is too much", "begins with `where`"),
    ("annotate nn.conv2d t where", 27, "a value is missing", ""),
    ("annotate nn.conv2d t where chanels % 16 == 0", 28, "no attribute `chanels`", "`channels`"),
    ("annotate /a/ t where foo == 1", 22, "no operator has an attribute `foo`", "rank"),
    ("annotate nn.relu t where groups == 1", 26, "`nn.relu` has no attribute `groups`", "rank"),
    ("annotate nn.conv2d t where groups = 1", 35, "`=` compares nothing", "write `==`"),
    ("annotate nn.conv2d t where groups", 28, "a value is no condition", "compare it"),
    ("annotate nn.conv2d t where (groups == 1", 40, "expected `)`, found the end", ""),
    ("annotate nn.conv2d t where groups == 1 1", 40, "`1` is too much", ""),
    ("annotate nn.conv2d t where dtype == 1", 34, "one is a text", ""),
    ("annotate nn.conv2d t where groups == 1 + (rank == 4)", 42, "a condition is no value", ""),
    ("annotate nn.conv2d t where groups == 1e999", 38, "is no number", ""),
    ("annotate nn.relu(nn.conv) t", 18, "no operator `nn.conv`", "did you mean `nn.conv"),
    ("annotate nn.relu(*, *) t", 10, "`nn.relu` takes 1 operands, not 2", "`nn.relu(*)`"),
    ("annotate (* | constant) t", 10, "names no operator", ""),
    ("annotate /(/ t", 10, "is no regular expression", ""),
    ("annotate \"nn.relu t", 10, "does not close", ""),
    ("annotate nn.relu a+b", 18, "is no name of a target", ""),
    ("exclude nn.relu host", 17, "nothing can be kept from it", "annotate"),
    ("pin @", 5, "names no node", ""),
    ("split @a", 9, "a node is missing", ""),
    ("split @a @b @c", 13, "`@c` is too much", ""),
    ("priority t t", 12, "given twice", ""),
    ("priority t host", 12, "comes after every target", ""),
  ]

  @Test(arguments: mistakes) func mistakesHaveAPlace(
    _ text: String, _ column: Int, _ message: String, _ hint: String
  ) {
    let error = #expect(throws: Diagnostic.self) { try AnnotationEdit(parsing: text) }
    #expect(error?.message.contains(message) == true, "\(error?.description ?? "")")
    #expect(error?.place?.column == column, "\(error?.description ?? "")")
    #expect(hint.isEmpty || error?.hints.joined().contains(hint) == true)
  }

  @Test func deepNestingIsRefused() {
    for text in [
      String(repeating: "(", count: 5000) + "rank",
      String(repeating: "not ", count: 5000) + "rank == 1",
      String(repeating: "[", count: 5000),
    ] {
      #expect(throws: Diagnostic.self) {
        try AnnotationEdit(parsing: "exclude nn.relu where \(text)")
      }
    }
    #expect(throws: Diagnostic.self) {
      try AnnotationEdit(
        parsing: "exclude \(String(repeating: "nn.relu(", count: 5000))* t")
    }
  }

  // MARK: Selection

  private static let network = """
    #[version = "0.0.5"]
    def @main(%x: Tensor[(1, 3, 8, 8), float32], %w: Tensor[(16, 3, 3, 3), float32],
        %v: Tensor[(16, 1, 3, 3), float32], %d: Tensor[(4, 16), float32]) {
      %0 = nn.conv2d(%x, %w, padding=[1, 1, 1, 1], channels=16, kernel_size=[3, 3]);
      %1 = nn.relu(%0);
      %2 = nn.conv2d(%1, %v, strides=[2, 2], groups=16, kernel_size=[3, 3]);
      %3 = nn.relu(%2);
      %4 = nn.global_avg_pool2d(%3);
      %5 = nn.batch_flatten(%4);
      nn.dense(%5, %d)
    }
    """

  /// Selectors, and the operators that they select, by their names.
  @Test(arguments: [
    ("nn.conv2d", ["nn.conv2d", "nn.conv2d"]),
    ("nn.conv2d where groups == 1", ["nn.conv2d"]),
    ("nn.conv2d where channels % 16 == 0", ["nn.conv2d", "nn.conv2d"]),
    ("nn.conv2d where input.channels == 3", ["nn.conv2d"]),
    ("nn.conv2d where weight.channels == 1 and groups == 16", ["nn.conv2d"]),
    ("nn.conv2d where strides == 2 or padding != 0", ["nn.conv2d", "nn.conv2d"]),
    ("nn.conv2d where strides == [2, 2]", ["nn.conv2d"]),
    ("nn.conv2d where padding[0] == 1 and shape[-1] == 8", ["nn.conv2d"]),
    ("nn.conv2d where data_layout == NHWC", []),
    ("nn.relu(nn.conv2d)", ["nn.conv2d", "nn.relu", "nn.conv2d", "nn.relu"]),
    ("nn.relu(nn.conv2d) where height < 8", ["nn.conv2d", "nn.relu"]),
    ("nn.batch_flatten(*)", ["nn.batch_flatten"]),
    ("(nn.dense | nn.global_avg_pool2d)", ["nn.global_avg_pool2d", "nn.dense"]),
    ("/./ where rank == 2", ["nn.batch_flatten", "nn.dense"]),
    ("/./ where rank == 2 and not elements == 4", ["nn.batch_flatten"]),
    // Of what is not known nothing holds, and its opposite does not either.
    ("nn.relu where weight.rank == 4", []),
    ("nn.relu where not weight.rank == 4", []),
    ("nn.relu where rank / 0 == 1 or rank == 4", ["nn.relu", "nn.relu"]),
    ("@main where dtype == float32 and rank == 2", ["nn.batch_flatten", "nn.dense"]),
  ])
  func selects(_ selector: String, _ ops: [String]) throws {
    var program = try Texts.program(Self.network)
    program = try program.after(InferTypes.self)
    guard case .exclude(let selector, nil) = try AnnotationEdit(parsing: "exclude \(selector)")
    else { return }
    let nodes = try EditScope(program.module).nodes(selector)
    #expect(nodes.compactMap { program.module[$0].op?.name } == ops)
  }

  @Test(arguments: [
    ("@nowhere", "there is no node `nowhere`"), ("nn.rely", "no operator and no node"),
    ("%999", "there is no value `%999`"), ("%x", "is given to the program"),
    ("/nothing_like_it/", "no node of the model has a name"),
  ])
  func whatIsNotThereIsRefused(_ selector: String, _ message: String) throws {
    let program = try Texts.program(Self.network)
    let error = #expect(throws: Diagnostic.self) {
      try program.after(EditAnnotations.self, options: ["edit": "exclude \(selector)"])
    }
    #expect(error?.message.contains(message) == true, "\(error?.description ?? "")")
    #expect(error?.hints.isEmpty == false)
  }

}
