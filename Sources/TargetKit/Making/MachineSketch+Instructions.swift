import Support

extension MachineSketch {

  /// - Units: bytes of a row of data, a row of sums, and a block of weights.
  var rowBytes: Int { array * numbers.size }
  var sumBytes: Int { array * 4 }
  var blockBytes: Int { array * array * numbers.size }

  /// - Units: bits of a place in a memory, and of a count of its rows.
  private func place(_ depth: Int) -> Int { max(1, depth.significantBits(of: depth - 1)) }
  private func count(_ depth: Int) -> Int { depth.significantBits(of: depth) }

  /// Fields of a transfer: where it goes, how many rows, and where they are on the host.
  private func transfer(_ depth: Int, _ own: String = "to", _ host: String = "at")
    -> [(name: String, width: Int)]
  { [(own, place(depth)), ("n", count(depth)), (host, 32)] }

  /// The instructions, in the order of their codes.
  var instructions: [SketchInstruction] {
    transfers + [product] + (numbers.isFloat ? floatFunctions : integerFunctions) + [store, stop]
  }

  private var transfers: [SketchInstruction] {
    let (n, a) = (numbers.rawValue, array)
    let cycles = "4 + bytes/8"
    return [
      SketchInstruction(
        name: "ldw", code: 1, unit: "load", fields: transfer(weightBlocks),
        does: [(nil, "wgt[to:to+n] = dram(\(n), at*\(blockBytes), n, \(a), \(a))")],
        comment: "Blocks of weights and rows of data, by the number of the first one on the host.",
        cycles: cycles),
      SketchInstruction(
        name: "ldi", code: 2, unit: "load", fields: transfer(dataRows),
        does: [(nil, "inp[to:to+n] = dram(\(n), at*\(rowBytes), n, \(a))")], cycles: cycles),
      SketchInstruction(
        name: "lda", code: 3, unit: "compute", fields: transfer(sumRows),
        does: [(nil, "acc[to:to+n] = dram(\(n), at*\(rowBytes), n, \(a))")],
        comment: "Data as sums, and one row of sums, such as a bias, for each of n rows.",
        cycles: cycles),
      SketchInstruction(
        name: "ldb", code: 4, unit: "compute", fields: transfer(sumRows),
        does: [(nil, "acc[to:to+n] = dram(\(numbers.sum), at*\(sumBytes), 1, \(a))")],
        cycles: cycles),
    ]
  }

  private var product: SketchInstruction {
    let rows = min(dataRows, sumRows)
    return SketchInstruction(
      name: "mm", code: 5, unit: "compute",
      fields: [
        ("dst", place(sumRows)), ("src", place(dataRows)), ("w", place(weightBlocks)),
        ("n", count(rows)), ("reset", 1),
      ],
      does: [
        ("reset == 1", "acc[dst:dst+n] = 0"),
        (nil, "acc[dst:dst+n] += inp[src:src+n] @ T(wgt[w])"),
      ],
      comment: "Products of n rows with one block of weights, added to sums that `reset` clears.",
      cycles: "n")
  }

  private var integerFunctions: [SketchInstruction] {
    let sums = "acc[dst:dst+n]"
    return [
      SketchInstruction(
        name: "alu", code: 6, unit: "compute",
        fields: [("f", 2), ("dst", place(sumRows)), ("n", count(sumRows)), ("imm", -16)],
        does: [
          ("f == 0", "\(sums) = max(\(sums), imm)"), ("f == 1", "\(sums) = min(\(sums), imm)"),
          ("f == 2", "\(sums) = \(sums) + imm"), (nil, "\(sums) = \(sums) >> imm"),
        ], names: "{f: {0: max, 1: min, 2: add, 3: shr}}",
        comment: "A function of sums and a constant.", cycles: "n"),
      combination("vec", 7, names: "{f: {0: max, 1: add}}"),
    ]
  }

  private var floatFunctions: [SketchInstruction] {
    let sums = "acc[dst:dst+n]"
    return [
      SketchInstruction(
        name: "relu", code: 6, unit: "compute",
        fields: [("dst", place(sumRows)), ("n", count(sumRows))],
        does: [(nil, "\(sums) = max(\(sums), 0)")],
        comment: "What is below 0 becomes 0.", cycles: "n"),
      combination("vec", 7, names: "{f: {0: max, 1: add}}"),
      SketchInstruction(
        name: "addrow", code: 8, unit: "compute",
        fields: [("dst", place(sumRows)), ("n", count(sumRows)), ("row", place(sumRows))],
        does: [(nil, "\(sums) = \(sums) + acc[row]")],
        comment: "One row of sums is added to each of n rows.", cycles: "n"),
    ]
  }

  private func combination(_ name: String, _ code: Int, names: String) -> SketchInstruction {
    let (sums, others) = ("acc[dst:dst+n]", "acc[src:src+n]")
    return SketchInstruction(
      name: name, code: code, unit: "compute",
      fields: [("f", 1), ("dst", place(sumRows)), ("src", place(sumRows)), ("n", count(sumRows))],
      does: [("f == 0", "\(sums) = max(\(sums), \(others))"), (nil, "\(sums) += \(others)")],
      names: names, comment: "A function of sums and other sums.", cycles: "n")
  }

  private var store: SketchInstruction {
    let numbers = numbers.rawValue
    let rows = self.numbers.isFloat ? "acc[at:at+n]" : "low(acc[at:at+n])"
    return SketchInstruction(
      name: "st", code: 9, unit: "store", fields: transfer(sumRows, "at", "to"),
      does: [(nil, "dram(\(numbers), to*\(rowBytes), n, \(array)) = \(rows)")],
      comment: self.numbers.isFloat
        ? "Sums as data, rounded to the nearest." : "The low bits of sums as data.",
      cycles: "4 + bytes/8")
  }

  private var stop: SketchInstruction {
    SketchInstruction(name: "stop", code: 15, unit: "store", fields: [], does: [(nil, "stop")])
  }

}

extension Int {
  /// How many bits `number` has.
  fileprivate func significantBits(of number: Int) -> Int {
    Int.bitWidth - number.leadingZeroBitCount
  }
}
