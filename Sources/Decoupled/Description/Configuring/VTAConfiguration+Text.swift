import Support

extension VTAConfiguration {

  /// The description of the machine under `name`, in the language of effects.
  /// - Parameter standard: the description of the machine in its default configuration: what that
  ///   configuration says there is replaced by what this one says.
  func description(named name: String, like standard: String) -> String {
    let standardPieces = VTAConfiguration().pieces
    var text = zip(standardPieces, pieces).reduce(standard) { text, piece in
      text.replacing(piece.0, with: piece.1)
    }
    let old = VTAConfiguration.standardName
    text = text.replacing("name: \(old)\n", with: "name: \(name)\n")
    text = text.replacing("name: \(old).", with: "name: \(name).")
    if isCompiledFor { return text }
    // What is left is what is known of any machine.
    let sections = isRecognised ? ["tails:", "patterns:"] : ["tails:", "patterns:", "timing:"]
    return text.withoutSections(sections)
  }

  /// What the machine is called in its default configuration.
  static let standardName = "vta"

  /// What of a description depends on the configuration, in the order in which it stands there.
  var pieces: [String] {
    [head, summary, clock] + state + [loadComment] + fields + loadCases
      + [
        names, store, operations, multiplication, "acc[s] & \((1 << sumWidth) - 1)",
        "-acc[s] & \((1 << sumWidth) - 1)", area, timing, "bus-bytes: \(target.busBytes)",
        "[fetch, uop, inp, wgt, acc\(isRecent ? ", acc8" : "")]",
      ]
  }

  // MARK: - What it is

  private var inputType: String { "int\(1 << inputWidth)" }
  private var weightType: String { "int\(1 << weightWidth)" }
  private var sumType: String { "int\(1 << sumWidth)" }

  /// Whether the engine of the family runs it.
  private var isRecognised: Bool {
    (inputWidth, weightWidth, sumWidth, outputWidth) == (3, 3, 5, 3)
  }

  private var shape: String {
    let block = "\(1 << inputBlock) x \(1 << outputBlock)"
    return batch == 0 ? block : "\(1 << batch) x \(block)"
  }

  /// Such as `int8`, or both where inputs and weights differ.
  private var numbers: String {
    inputWidth == weightWidth ? inputType : "\(inputType) by \(weightType)"
  }

  private var head: String {
    let changes = changes
    let configuration =
      changes.isEmpty ? "in its default configuration" : "with \(changes.joined(separator: ", "))"
    var text =
      "The Versatile Tensor Accelerator, version \(version.rawValue), \(configuration): \(shape) "
      + "\(numbers) multipliers with \(sumType) sums. Everything is as its functional simulator "
      + "defines it, to the bit."
    if let reason = reasonAgainstPrograms {
      text += " It has no patterns: \(reason). Streams can be loaded, assembled and run."
    }
    return text.commented + "\n"
  }

  private var summary: String {
    "version: \(version.rawValue)\nkind: \(isRecognised ? DecoupledReader.family : "effects")\n"
      + "summary: \(shape) \(numbers) matrix accelerator with"
  }

  private var clock: String { "clock: \(frequency ?? target.frequency) MHz" }

  // MARK: - Memories

  private func element(_ memory: Memory) -> String {
    let (rows, inputs, outputs) = (1 << batch, 1 << inputBlock, 1 << outputBlock)
    return switch memory {
    case .uop: "uint32"
    case .inp: "\(inputType)[\(rows), \(inputs)]"
    case .wgt: "\(weightType)[\(outputs), \(inputs)]"
    case .acc: "\(sumType)[\(rows), \(outputs)]"
    }
  }

  private var outputElement: String {
    "int\(1 << outputWidth)[\(1 << batch), \(1 << outputBlock)]"
  }

  private var state: [String] {
    ["uop: {type: \"uint32[\(depth(.uop))]\", fields: \(microOp.line()), "]
      + [Memory.wgt, .inp, .acc].map { memory in
        let whole = element(memory).replacing("[", with: "[\(depth(memory)), ")
        return "  \(memory.rawValue): \(whole)\n"
      }
  }

  // MARK: - Instructions

  private var fields: [String] {
    let transfer = fields(of: .transfer)
    let (product, vector) = (fields(of: .product), fields(of: .vector))
    let gap = "\n      "
    return [
      transfer.line(upTo: "x_stride") + gap + transfer.line(from: "y_pad_0"),
      product.line(upTo: "dst_factor_in") + gap + product.line(from: "src_factor_out"),
      vector.line(upTo: "dst_factor_in") + gap + vector.line(from: "src_factor_out"),
    ]
  }

  private var loadComment: String {
    isRecent
      ? "  # A load of `acc8` extends signs; a store keeps the low bits of sums."
      : "  # A store keeps the low bits of sums."
  }

  private var loadCases: [String] {
    let codes: [(Memory, Int)] = [(.uop, 0), (.wgt, 1), (.inp, 2), (.acc, 3)]
    return codes.map { memory, code in
      loadCase(code, memory, of: element(memory), bytes: 1 << elementSize(of: memory))
    } + [isRecent ? loadCase(5, .acc, of: outputElement, bytes: outputBytes) : ""]
  }

  private func loadCase(_ code: Int, _ memory: Memory, of element: String, bytes: Int) -> String {
    let size = bytes == 1 ? "" : "*\(bytes)"
    return "      - {when: memory_type == \(code), does: \"\(memory.rawValue)[to] = pad(dram("
      + "\(element), dram_base\(size), y_size, x_size, stride=x_stride\(size)), "
      + "y_pad_0, y_pad_1, x_pad_0, x_pad_1)\"}\n"
  }

  /// The number of the memory of results, which is cut where there are two bits for it.
  private var outputCode: Int { isRecent ? 4 : 0 }

  private var names: String {
    isRecent ? "{memory_type: {4: out, 5: acc8}}" : "{memory_type: {0: uop, 3: acc}}"
  }

  private var store: String {
    let size = outputBytes == 1 ? "" : "*\(outputBytes)"
    let names = isRecent ? "*memories" : "{memory_type: {0: out}}"
    return
      "names: \(names)\n    cases:\n      - when: memory_type == \(outputCode) and y_pad_0 + y_pad_1 + x_pad_0 + x_pad_1 == 0\n"
      + "        does: \"dram(\(outputElement), dram_base\(size), y_size, x_size, "
      + "stride=x_stride\(size)) = low"
  }

  private var operations: String {
    "{0: min, 1: max, 2: add, 3: shr\(isRecent ? ", 4: mul" : "")}"
  }

  private var multiplication: String {
    isRecent
      ? "      - {when: alu_opcode == 4, does: \"acc[d] = acc[d] * (imm if use_imm else acc[s])\"}\n"
      : ""
  }

  // MARK: - What follows from sizes

  /// How large an image may be whose mean is taken, which needs some sums besides.
  private var area: String {
    let most = depth(.acc) - min(48, depth(.acc) / 2)
    return
      "area: [1, \(most)], else: \"an image has {found} places; the accumulator holds \(depth(.acc))\""
  }

  private var timing: String {
    let comment =
      "# Cycles, as hardware takes them. `readers` is who reads DRAM first when several want to."
    let isMeasured = changes.isEmpty
    return isMeasured
      ? comment
      : comment + "\n# They are those of the default configuration, not measured in this one."
  }

}

extension String {

  /// As lines of a comment.
  fileprivate var commented: String {
    var lines = [""]
    for word in split(separator: " ") {
      if lines[lines.count - 1].count + word.count + 3 > 100 { lines.append("") }
      lines[lines.count - 1] += " " + word
    }
    return lines.map { "#" + $0 }.joined(separator: "\n")
  }

  /// Without these keys and what stands under them, and without the comments before them.
  fileprivate func withoutSections(_ keys: [String]) -> String {
    split(separator: "\n\n").filter { block in
      !block.split(separator: "\n").contains { line in keys.contains { line.hasPrefix($0) } }
    }.joined(separator: "\n\n")
  }

}
