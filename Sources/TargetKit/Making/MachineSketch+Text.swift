import Support

extension MachineSketch {

  /// The description, with comments for whoever goes on with it.
  public var text: String {
    let parts = [head, state, ordering, listing, timing, patterns]
    return parts.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
  }

  private var hasUnits: Bool { order != .inOrder }

  /// The lowest bit that is free for fields: behind the opcode and the flags.
  private var firstBit: Int { order == .tokens ? 8 : 4 }

  /// - Units: bits, whole words of 32.
  var wordWidth: Int {
    let widest = instructions.map(\.width).max() ?? 0
    return max(64, (firstBit + widest + 31) / 32 * 32)
  }

  private var head: [String] {
    let (n, a) = (numbers.rawValue, array)
    let floats = numbers.isFloat ? ", rounding: nearest-even, sum-order: sequential" : ""
    return [
      "# A machine to begin with. Make of it what yours does: `target check FILE` says what is wrong,",
      "# with line and column, and with `--compile` what of a model can be compiled for it.", "",
      "name: \(name)", "version: 0.1.0", "kind: effects",
      "summary: \(a) x \(a) \(n) array with \(numbers.sum) sums and \(order.summary)",
      "clock: 100 MHz",
      "# What it computes in, and how tensors lie on the host: c/\(a) and \(a)c are blocks of \(a) channels.",
      "numbers: {data: \(n), weight: \(n), sum: \(numbers.sum)\(floats)}",
      "layout: {data: \"n c/\(a) y x \(a)c\", weight: \"o/\(a) c/\(a) r s \(a)o \(a)c\", sum: \"o/\(a) \(a)o\"}",
    ]
  }

  private var state: [String] {
    [
      "# Memories. The first extent is how many rows or blocks there are; a block of weights has a row",
      "# for each output.",
      "state:",
      "  wgt: \(numbers.rawValue)[\(weightBlocks), \(array), \(array)]",
      "  inp: \(numbers.rawValue)[\(dataRows), \(array)]",
      "  acc: \(numbers.sum)[\(sumRows), \(array)]",
    ]
  }

  private var ordering: [String] {
    let words = "words: {width: \(wordWidth), opcode: \"op@0:4\""
    switch order {
    case .inOrder:
      return ["# An instruction ends before the next one begins.", "order: in-order", words + "}"]
    case .interlocks:
      return [
        "# Units run at the same time; an instruction waits for earlier ones whose numbers it needs,",
        "# or whose numbers it writes over.", "units: [load, compute, store]", "order: interlocks",
        words + "}",
      ]
    case .tokens:
      return [
        "# Units run at the same time. A flag takes a token from the unit before or behind, or gives it",
        "# one.", "units: [load, compute, store]",
        "order: {tokens: {l2c: load -> compute, c2l: compute -> load, c2s: compute -> store, s2c: store -> compute}}",
        words + ", flags: pop_prev@4 pop_next@5 push_prev@6 push_next@7}",
      ]
    }
  }

  private var listing: [String] {
    let lines = instructions.flatMap { $0.lines(from: firstBit, hasUnits: hasUnits) }
    return [
      "# What each instruction does: `a:b` is from a on before b, `@` the matrix product, `dram` a window",
      "# on the memory of the host. Addresses, counts and steps are found from it.",
      "instructions:",
    ] + lines
  }

  private var timing: [String] {
    let formulas = instructions.compactMap { own in own.cycles.map { "\(own.name): \($0)" } }
    return [
      "# Cycles of each instruction; one that is not there takes 1.",
      "timing: {\(formulas.joined(separator: ", "))}",
    ]
  }

  // MARK: - Patterns

  private var patterns: [String] { [numbers.isFloat ? floatPatterns : integerPatterns] }

  private var floatPatterns: String {
    """
    # What comes behind sums, named once; a statement that is `optional` may be missing.
    tails:
      layer(product):
        - biased = nn.bias_add(product, constant bias) or add(product, constant bias), optional
        - rectified = nn.relu(biased), optional; result = cast(rectified)

    # What it takes from a graph, in order of priority: `quantize{to=\(numbers.rawValue)}` rounds it.
    patterns:
      - {name: \(name).conv2d, kind: conv2d, match: "product = nn.conv2d(data, constant weight); layer(product)"}
      - {name: \(name).dense, kind: dense, match: "product = nn.dense(data, constant weight); layer(product)"}
      - {name: \(name).max_pool2d, kind: max_pool2d, match: "result = nn.max_pool2d(data)"}
    """
  }

  private var integerPatterns: String {
    """
    # What comes behind sums, named once; a statement that is `optional` may be missing.
    tails:
      shift(sums): "rounded = add(sums, constant rounding), optional; shifted = right_shift(rounded, constant amount), optional"
      finish(sums): shift(sums); clipped = clip(shifted), optional; result = cast(clipped)
      biased(product): "biased = nn.bias_add(product, constant bias) or add(product, constant bias), optional"
      layer(product): biased(product); rectified = nn.relu(biased), optional; finish(rectified)

    # What it takes from a graph, in order of priority. Types, ranges of shifts and the like follow from
    # what instructions do.
    patterns:
      - {name: \(name).conv2d, kind: conv2d, match: "product = nn.conv2d(data, constant weight); layer(product)"}
      - {name: \(name).dense, kind: dense, match: "product = nn.dense(data, constant weight); layer(product)"}
      - name: \(name).add
        kind: add
        match:
          - left_wide = cast(left); left_aligned = left_shift(left_wide, constant left_amount), optional
          - right_wide = cast(right); right_aligned = left_shift(right_wide, constant right_amount), optional
          - sum = add(left_aligned, right_aligned); rectified = nn.relu(sum), optional; finish(rectified)
      - {name: \(name).rescale, kind: rescale, match: "wide = cast(data); aligned = left_shift(wide, constant factor), optional; finish(aligned)"}
      - {name: \(name).mean, kind: avg_pool2d, match: "wide = cast(data); total = sum(wide); finish(total)"}
      - {name: \(name).max_pool2d, kind: max_pool2d, match: "result = nn.max_pool2d(data)"}
      - {name: \(name).flatten, kind: alias, match: "result = nn.batch_flatten(data) or reshape(data)"}
    """
  }

}
