import GraphIR
import OrderedCollections
import Passes
import Support
import TargetKit
import Tensors
import TestKit
import Testing

@testable import Described

/// Small machines of each kind of numbers give the bits of the evaluator.
@Suite struct NumberTests {

  struct Numbers: CustomTestStringConvertible, Sendable {
    var data: ElementType
    var weight: ElementType
    var sum = ElementType.int32
    var testDescription: String { "\(data) by \(weight) in \(sum)" }
  }

  static let all = [
    Numbers(data: .int8, weight: .int8), Numbers(data: .uint8, weight: .int8),
    Numbers(data: .uint8, weight: .uint8), Numbers(data: .int16, weight: .int16),
    Numbers(data: .int16, weight: .int8), Numbers(data: .int8, weight: .int4),
    Numbers(data: .int4, weight: .int4), Numbers(data: .uint4, weight: .int4),
    Numbers(data: .int8, weight: .int16),
  ]

  private func machine(_ numbers: Numbers) throws -> MachineDescription {
    let (data, weight, sum) = (numbers.data, numbers.weight, numbers.sum)
    return try Bench(
      describing: """
        name: made
        version: 1
        kind: effects
        numbers: {data: \(data), weight: \(weight), sum: \(sum)}
        state: {wgt: "\(weight)[16, 4, 4]", inp: "\(data)[32, 4]", acc: "\(sum)[32, 4]"}
        order: in-order
        words: {width: 96, opcode: "op@0:4"}
        instructions:
          ldw: {code: 1, fields: "to@8:4 n@16:5 at@32:32", does: "wgt[to:to+n] = dram(\(weight), at, n, 4, 4)"}
          ldi: {code: 2, fields: "to@8:5 n@16:6 at@32:32", does: "inp[to:to+n] = dram(\(data), at, n, 4)"}
          lda: {code: 3, fields: "to@8:5 n@16:6 at@32:32", does: "acc[to:to+n] = dram(\(data), at, n, 4)"}
          ldb: {code: 4, fields: "to@8:5 n@16:6 at@32:32", does: "acc[to:to+n] = dram(\(sum), at, 1, 4)"}
          mm: {code: 5, fields: "to@8:5 n@16:6 from@32:5 w@40:4 first@48", cases: [{when: first == 1, does: "acc[to:to+n] = inp[from:from+n] @ T(wgt[w])"}, {does: "acc[to:to+n] += inp[from:from+n] @ T(wgt[w])"}]}
          max: {code: 6, fields: "to@8:5 n@16:6 imm@64:s20", does: "acc[to:to+n] = max(acc[to:to+n], imm)"}
          min: {code: 7, fields: "to@8:5 n@16:6 imm@64:s20", does: "acc[to:to+n] = min(acc[to:to+n], imm)"}
          add: {code: 8, fields: "to@8:5 n@16:6 imm@64:s20", does: "acc[to:to+n] = acc[to:to+n] + imm"}
          shr: {code: 9, fields: "to@8:5 n@16:6 imm@64:5", does: "acc[to:to+n] = acc[to:to+n] >> imm"}
          most: {code: 10, fields: "to@8:5 n@16:6 from@32:5", does: "acc[to:to+n] = max(acc[to:to+n], acc[from:from+n])"}
          sum: {code: 11, fields: "to@8:5 n@16:6 from@32:5", does: "acc[to:to+n] += acc[from:from+n]"}
          st: {code: 12, fields: "from@8:5 n@16:6 at@32:32", does: "dram(\(data), at, n, 4) = low(acc[from:from+n])"}
          stop: {code: 15, does: stop}
        """
    ).machine
  }

  @Test("layers give the evaluator's bits", arguments: all, 0 ..< 2)
  func layers(_ numbers: Numbers, _ seed: Int) throws {
    let description = try machine(numbers)
    var f = LayerFixture(
      seed: seed, target: "made", whole: numbers.data, weight: numbers.weight)
    let data = f.input([1, f.pick(1 ... 9), 5, f.pick(4 ... 5)])
    let first = try f.convolution(
      data, .init(outputs: f.pick(3 ... 6), kernel: [3, 3], pads: [1, 1, 1, 1]),
      .init(hasRelu: f.flip(), shift: 5, rounds: f.flip()))
    let second = try f.sum(first, first, shift: 0, amount: 1)
    let pooled = try f.pool(second, .init(kernel: [2, 2], strides: [2, 2]))
    let flat = try f.call("nn.batch_flatten", [pooled])
    let result = try f.dense(flat, 7, .init(shift: 4))
    #expect(
      try MachineLoweringTests.mismatch(&f, [first, second, pooled, result], on: description)
        == nil)
  }

}
