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

  /// Which memories are views of one.
  enum Sharing: CaseIterable {
    case nothing, dataAndSums, weightsAndSums, everything

    var memory: String { self == .nothing ? "" : "pad: \"int8[1024]\", " }
    var data: String { self == .dataAndSums || self == .everything ? " over pad" : "" }
    var weights: String { self == .weightsAndSums || self == .everything ? " over pad" : "" }
    var sums: String { self == .nothing ? "" : " over pad" }
  }

  /// Memories that have bytes in common are used side by side.
  @Test("views of one memory do not get in each other's way", arguments: Sharing.allCases)
  func views(_ sharing: Sharing) throws {
    for (seed, array) in [(4, 4), (8, 4), (4, 8)].enumerated() {
      let numbers = Self.all[0]
      let description = try machine(
        numbers, depth: array.0, lanes: array.1, widens: seed > 0, sharing: sharing)
      try check(description, numbers, seed)
    }
  }

  /// - Parameters:
  ///   - depth: how many numbers of a row are summed.
  ///   - lanes: how many sums a row has.
  ///   - widens: whether data can be loaded among the sums; else products with ones bring it there.
  private func machine(
    _ numbers: Numbers, depth: Int = 4, lanes: Int = 4, isChannelsLast: Bool = false,
    widens: Bool = true, sharing: Sharing = .nothing, saturates: Bool = false, more: String = ""
  ) throws -> MachineDescription {
    let block = depth * lanes / [depth, lanes].reduce(0, greatestCommonDivisor)
    let layout = isChannelsLast ? "n y x c/\(block) \(block)c" : "n c/\(block) y x \(block)c"
    let (data, weight, sum) = (numbers.data, numbers.weight, numbers.sum)
    let lda =
      "\n  lda: {code: 3, fields: \"to@8:5 n@16:6 at@32:32\", does: \"acc[to:to+n] = dram(\(data), at, n, \(lanes))\"}"
    return try Bench(
      describing: """
        name: made
        version: 1
        kind: effects
        numbers: {data: \(data), weight: \(weight), sum: \(sum)}
        layout: {data: "\(layout)"}
        state: {\(sharing.memory)wgt: "\(weight)[16, \(lanes), \(depth)]\(sharing.weights)", inp: "\(data)[32, \(depth)]\(sharing.data)", acc: "\(sum)\(saturates ? ".sat" : "")[32, \(lanes)]\(sharing.sums)"}
        order: in-order
        words: {width: 96, opcode: "op@0:4"}
        instructions:
          ldw: {code: 1, fields: "to@8:4 n@16:5 at@32:32", does: "wgt[to:to+n] = dram(\(weight), at, n, \(lanes), \(depth))"}
          ldi: {code: 2, fields: "to@8:5 n@16:6 at@32:32", does: "inp[to:to+n] = dram(\(data), at, n, \(depth))"}\(widens ? lda : "")
          ldb: {code: 4, fields: "to@8:5 n@16:6 at@32:32", does: "acc[to:to+n] = dram(\(sum), at, 1, \(lanes))"}
          mm: {code: 5, fields: "to@8:5 n@16:6 from@32:5 w@40:4 first@48", cases: [{when: first == 1, does: "acc[to:to+n] = inp[from:from+n] @ T(wgt[w])"}, {does: "acc[to:to+n] += inp[from:from+n] @ T(wgt[w])"}]}
          max: {code: 6, fields: "to@8:5 n@16:6 imm@64:s20", does: "acc[to:to+n] = max(acc[to:to+n], imm)"}
          min: {code: 7, fields: "to@8:5 n@16:6 imm@64:s20", does: "acc[to:to+n] = min(acc[to:to+n], imm)"}
          add: {code: 8, fields: "to@8:5 n@16:6 imm@64:s20", does: "acc[to:to+n] = acc[to:to+n] + imm"}
          shr: {code: 9, fields: "to@8:5 n@16:6 imm@64:5", does: "acc[to:to+n] = acc[to:to+n] >> imm"}
          most: {code: 10, fields: "to@8:5 n@16:6 from@32:5", does: "acc[to:to+n] = max(acc[to:to+n], acc[from:from+n])"}
          sum: {code: 11, fields: "to@8:5 n@16:6 from@32:5", does: "acc[to:to+n] += acc[from:from+n]"}
          st: {code: 12, fields: "from@8:5 n@16:6 at@32:32", does: "dram(\(data), at, n, \(lanes)) = low(acc[from:from+n])"}
          stop: {code: 15, does: stop}
        \(more)
        """
    ).machine
  }

  @Test("layers give the evaluator's bits", arguments: all, 0 ..< 2)
  func layers(_ numbers: Numbers, _ seed: Int) throws {
    try check(machine(numbers), numbers, seed)
  }

  /// Rows of data are longer or shorter than those of sums, by a whole factor or not.
  @Test(
    "arrays that are not square give the evaluator's bits",
    arguments: [(8, 4), (4, 8), (12, 4), (1, 4), (4, 1), (6, 4), (3, 5)], [false, true])
  func oblong(_ array: (depth: Int, lanes: Int), _ isChannelsLast: Bool) throws {
    for (seed, numbers) in Self.all.prefix(2).enumerated() {
      for widens in [false, true] {
        let description = try machine(
          numbers, depth: array.depth, lanes: array.lanes, isChannelsLast: isChannelsLast,
          widens: widens)
        try check(description, numbers, seed)
      }
    }
  }

  /// Sums that stay at the greatest number are those of the graph as long as none is too great.
  @Test func sumsThatSaturateDoNotWrap() throws {
    let numbers = Self.all[0]
    let description = try machine(numbers, saturates: true)
    try check(description, numbers, 0)
    var great = LayerFixture(seed: 1, target: "made")
    let data = great.input([1, 4, 3, 3])
    let sum = try great.sum(data, data, shift: 26, amount: 26)
    let refusal = try MachineLoweringTests.mismatch(&great, [sum], on: description)
    #expect(refusal?.contains("those of `acc` stay at the greatest number") == true)
  }

  /// The greatest of signed numbers is another one where they have no sign.
  @Test func sumsWithoutASignAreNoSignedOnes() throws {
    var f = LayerFixture(seed: 1, target: "made")
    let data = f.input([1, 4, 4, 4])
    let pooled = try f.pool(data, .init(kernel: [2, 2], strides: [2, 2]))
    let description = try machine(Numbers(data: .int8, weight: .int8, sum: .uint32))
    let refusal = try MachineLoweringTests.mismatch(&f, [pooled], on: description)
    #expect(refusal?.contains("may be negative or too great, but `acc` holds uint32") == true)
  }

  /// An instruction that computes with single numbers of a memory makes no addresses of these.
  @Test(arguments: [
    "acc[a, 0] = acc[b, 0]", "acc[a] = acc[a] * acc[b, 0]",
    "acc[a] = acc[a] if acc[b, 0] > 0 else 0",
  ])
  func oneInstructionMore(_ text: String) throws {
    let more = "  pick: {code: 13, fields: \"a@8:5 b@16:5\", does: \"\(text)\"}"
    try check(machine(Self.all[0], widens: false, more: more), Self.all[0], 1)
  }

  private func check(
    _ description: MachineDescription, _ numbers: Numbers, _ seed: Int
  ) throws {
    let mismatch = try mismatch(description, numbers, seed)
    #expect(mismatch == nil)
  }

  private func mismatch(
    _ description: MachineDescription, _ numbers: Numbers, _ seed: Int
  ) throws -> String? {
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
    return try MachineLoweringTests.mismatch(
      &f, [first, second, pooled, result], on: description)
  }

}
