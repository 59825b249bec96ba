import GraphIR
import Tensors
import Testing

/// Operators on integers beyond 2⁵³ and on numbers that are none, to the bit.
@Suite struct ExactOpTests {

  private static let big: Int64 = 1 << 53

  private static let cases: [OpCase] = [
    OpCase(
      op: "arange",
      operands: [Tensor(scalar: big), Tensor(scalar: big + 3), Tensor(scalar: Int64(1))],
      result: Tensor([big, big + 1, big + 2] as [Int64])),
    OpCase(
      op: "scatter_nd",
      operands: [
        Tensor([big + 1, big + 3] as [Int64]), Tensor([1, 1], [1] as [Int64]),
        Tensor([2] as [Int64]),
      ], attributes: ["mode": .text("add")], result: Tensor([big + 1, big + 5] as [Int64])),
    OpCase(
      op: "scatter_elements",
      operands: [
        Tensor([big + 1, big + 3] as [Int64]), Tensor([0] as [Int64]), Tensor([7] as [Int64]),
      ], result: Tensor([7, big + 3] as [Int64])),
    OpCase(
      op: "topk", operands: [Tensor([big, big + 1] as [Int64])],
      attributes: ["k": .integer(1), "ret_type": .text("values")],
      result: Tensor([big + 1] as [Int64])),
    OpCase(
      op: "topk", operands: [Tensor([1, .nan, 3] as [Float])],
      attributes: ["k": .integer(2), "ret_type": .text("indices")],
      result: Tensor([1, 2] as [Int32])),
    OpCase(
      op: "one_hot",
      operands: [
        Tensor([2, 2], [0, -1, 5, 1] as [Int64]), Tensor(scalar: big + 1), Tensor(scalar: Int64(0)),
      ], attributes: ["depth": .integer(2)],
      result: Tensor([2, 2, 2], [big + 1, 0, 0, big + 1, 0, 0, 0, big + 1] as [Int64])),
    OpCase(
      op: "image.resize2d", operands: [Tensor([1, 1, 1, 2], [big + 1, big + 3] as [Int64])],
      attributes: [
        "size": .list([.integer(1), .integer(4)]), "method": .text("nearest_neighbor"),
        "coordinate_transformation_mode": .text("asymmetric"), "rounding_method": .text("floor"),
      ],
      result: Tensor([1, 1, 1, 4], [big + 1, big + 1, big + 3, big + 3] as [Int64])),
    // (1 + 2 + 4 + 5) / 4: cut along each axis it would be 2.
    OpCase(
      op: "image.resize2d", operands: [Tensor([1, 1, 2, 2], [1, 2, 4, 5] as [Int8])],
      attributes: ["size": .list([.integer(1), .integer(1)])],
      result: Tensor([1, 1, 1, 1], [3] as [Int8])),
    // A zero point that single precision cannot hold.
    OpCase(
      op: "qnn.dequantize",
      operands: [
        Tensor([16_777_219] as [Int32]), Tensor(scalar: Float(1)),
        Tensor(scalar: Int32(16_777_217)),
      ], result: Tensor([2] as [Float])),
  ]

  @Test(arguments: cases)
  func givesWhatItShould(_ testCase: OpCase) throws {
    let (value, type) = try testCase.run()
    #expect(value == testCase.result)
    #expect(type.tensor?.element == testCase.result.elementType)
  }

}
