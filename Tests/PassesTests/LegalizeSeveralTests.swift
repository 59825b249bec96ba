import GraphIR
import Passes
import Support
import Tensors
import TestKit
import Testing

/// Where one target computes integers and another floats, a form is judged in the numbers in which
/// the program will be.
@Suite struct LegalizeSeveralTests {

  private func convolution(
    _ element: ElementType, _ more: [Condition],
    of operands: [Pattern] = [
      .input("data"), .constant("weight"),
    ]
  ) -> CompositePattern {
    CompositePattern(
      name: "\(element).conv2d", kind: "conv2d",
      pattern: .call(label: "product", op: "nn.conv2d", operands: operands),
      conditions: [Condition(of: "data", .element([element]), sentence: "elements")] + more)
  }

  /// Takes `int8` without groups.
  private func integers(_ more: [Condition] = []) -> TargetInterface {
    let groups = Condition(of: "product", .attribute("groups", [.integer(1)]), sentence: "groups")
    return TargetInterface(name: "whole", patterns: [convolution(.int8, [groups] + more)])
  }

  /// Takes `float32` however it is; `types` may say nothing of it.
  private func floats(_ types: ComputeTypes? = nil) -> TargetInterface {
    let own = ComputeTypes(
      data: .float32, weight: .float32, accumulator: .float32, shiftsOnly: false)
    return TargetInterface(
      name: "real", types: types ?? own, patterns: [convolution(.float32, [])])
  }

  private func rules(
    _ kind: ConvolutionKind, _ options: [String: String] = [:], for targets: [TargetInterface]
  ) throws -> (rules: [String], reports: [String]) {
    var network = FloatNetwork(seed: 3)
    var random = RandomConvolution(axes: 2, &network.random)
    random.shape[1] = 6
    random.kernel = [6, 2, 3, 3]
    random.shape[2...] = [7, 7]
    random.attributes = ["groups": .integer(3)]
    let program = network.program(try network.convolution(random, kind))
    let (changed, reports) = try program.applying(
      Legalize.self, options, in: PassContext(targets: targets))
    return (changed.actions.map(\.rule), reports)
  }

  /// In integers nobody takes the groups, though somebody would in floats.
  @Test(arguments: ConvolutionKind.allCases)
  func whereIntegersComeFirstTheyCount(_ kind: ConvolutionKind) throws {
    #expect(try rules(kind, for: [integers(), floats()]).rules == ["groups"])
  }

  /// Where floats come first the program stays in them, but for what is of integers anyway.
  @Test(arguments: ConvolutionKind.allCases)
  func whereFloatsComeFirstTheyCount(_ kind: ConvolutionKind) throws {
    let expected = kind == .integers ? ["groups"] : []
    #expect(try rules(kind, for: [floats(), integers()]).rules == expected)
  }

  /// What no rule brings to the first may stay for the second.
  @Test func whatOneCanNotTakeIsLeftToTheOther() throws {
    let batch = Condition(
      of: "data", .extent(axis: 0, in: 2 ... 2, multipleOf: 1), sentence: "batch")
    #expect(try rules(.floats, for: [integers([batch]), floats()]).rules == [])
    let small = ["most-weights": "100"]
    let both = try rules(.floats, small, for: [integers(), floats()])
    #expect(both.rules == [] && both.reports == [])
    let alone = try rules(.floats, small, for: [integers()])
    #expect(alone.rules == [] && alone.reports.count == 1)
  }

  /// What a pattern asks for counts for more than what its target says of itself.
  @Test func thePatternSaysItsNumbers() throws {
    let unsaid = floats(ComputeTypes())
    #expect(try rules(.floats, for: [unsaid]).rules == [])
    #expect(try rules(.integers, for: [unsaid, integers()]).rules == ["groups"])
    #expect(try rules(.integers, for: [unsaid]).rules == [])
  }

  /// A float of another length is none that the target takes.
  @Test func theLengthOfFloatsCounts() throws {
    var network = FloatNetwork(seed: 9)
    let x = network.input("x", [1, 4, 5, 5], .float64)
    let weight = network.constant(network.numbers([4, 2, 3, 3]).converted(to: .float64))
    let program = network.program(
      try network.call("nn.conv2d", [x, weight], ["groups": .integer(2)]))
    let targets = [floats(), integers()]
    let (changed, _) = try program.applying(
      Legalize.self, in: PassContext(targets: targets))
    #expect(changed.actions.map(\.rule) == ["groups"])
  }

}
