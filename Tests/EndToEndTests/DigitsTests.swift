import Debugger
import OrderedCollections
import Tensors
import Testing

/// The classifiers of digits on the simulated accelerator, over 360 images.
@Suite struct DigitsTests {

  /// Integers cost at most one point of accuracy, and the accelerator computes the same integers as
  /// the evaluator, to the bit.
  @Test(arguments: ["digits_mlp", "digits_lenet", "digits_resnet"])
  func integersAreAsGoodAsFloats(_ name: String) throws {
    var session = try Workshop.load(name)
    _ = try session.runToEnd()
    let float = try session.right()
    try session.applyAll(until: "quantize")
    let reference = try session.runToEnd()
    #expect(try Double(float - session.right()) <= 3.6)
    try session.applyAll()
    let found = try session.runToEnd()
    #expect(session.regionNames.count >= 1)
    #expect(found == reference)
  }

  /// A model that came in integers keeps its classes: what a shift rounds otherwise is small.
  @Test(arguments: ["digits_lenet_int8_pt_pow2", "digits_resnet_int8_pt_pow2"])
  func quantizedModelsKeepTheirClasses(_ name: String) throws {
    var session = try Workshop.load(name)
    let exact = try session.runToEnd().classes
    let right = try session.right()
    try session.applyAll(until: "lower-qdq")
    let reference = try session.runToEnd()
    try session.applyAll()
    let found = try session.runToEnd()
    #expect(found == reference)
    let same = zip(found.classes, exact).filter { $0 == $1 }.count
    #expect(same >= 353, "98 % of 360")
    #expect(try abs(Double(session.right() - right)) <= 1.8)
  }

}

extension Tensor {
  /// For each row the position of its largest element.
  var classes: [Int] {
    let length = shape.last ?? 1
    let values = doubles
    return stride(from: 0, to: values.count, by: length).map { start in
      (0 ..< length).max { values[start + $0] < values[start + $1] } ?? 0
    }
  }
}

extension Session {
  /// The names of the functions that were lowered.
  var regionNames: [String] { (try? streams().streams.map(\.name)) ?? [] }
}
