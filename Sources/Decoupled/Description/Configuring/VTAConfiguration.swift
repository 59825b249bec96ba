import Tensors

/// What a file `vta_config.json` says of a Versatile Tensor Accelerator, whose generator and whose
/// compiler take all else from it.
///
/// - Units: sizes are logarithms to the base of 2, of bits for `…Width`, of rows and columns for
///   `batch` and `block…`, and of bytes for `…Size`.
/// - Source: `config/pkg_config.py`, `include/vta/hw_spec.h` and `include/vta/hw_spec_const.h` of
///   `apache/tvm-vta`.
struct VTAConfiguration: Sendable, Hashable {

  /// Where it runs, as the compiler calls it.
  var target = Platform.sim

  var version = Version.v2

  /// Of the numbers of inputs, weights and sums.
  var inputWidth = 3
  var weightWidth = 3
  var sumWidth = 5

  /// Of what is stored, where it is not that of inputs.
  var givenOutputWidth: Int?

  /// Rows of an element of inputs and sums, its columns, and rows of a block of weights.
  var batch = 0
  var inputBlock = 4
  var outputBlock = 4

  var microOpSize = 15
  var inputSize = 15
  var weightSize = 18
  var sumSize = 17

  /// - Units: megahertz; of old files, nil for what the platform has.
  var frequency: Int?

  /// What the generator knows of a platform.
  enum Platform: String, Sendable, Hashable, CaseIterable {
    case sim, tsim, bsim, pynq, ultra96, zcu104, de10nano, intelfocl

    /// - Units: megahertz.
    var frequency: Int {
      switch self {
      case .ultra96, .zcu104: 333
      case .sim, .tsim, .bsim, .pynq, .de10nano, .intelfocl: 100
      }
    }

    /// What the memory of the host takes or gives at once.
    var busBytes: Int { frequency == 333 ? 16 : 8 }
  }

  /// Versions of the hardware, in which instructions are laid out differently.
  enum Version: String, Sendable, Hashable, CaseIterable {
    case v0 = "0.0.0"
    case v1 = "0.0.1"
    case v2 = "0.0.2"
  }

}

extension VTAConfiguration {

  var outputWidth: Int { givenOutputWidth ?? inputWidth }

  /// Whether numbers of memories and operations have three bits, and sums can be multiplied and
  /// loaded from narrow numbers. The last platform that was added had it from its first version on.
  var isRecent: Bool { version == .v2 || target == .intelfocl }

  /// Whether programs are made for such a machine.
  var isCompiledFor: Bool { reasonAgainstPrograms == nil }

  /// Why no programs are made for such a machine; nil where they are.
  var reasonAgainstPrograms: String? {
    if (inputWidth, weightWidth, sumWidth, outputWidth) != (3, 3, 5, 3) {
      return "programs are made for int8 with sums of int32"
    }
    if !isRecent { return "programs are made for instructions as of version 0.0.2" }
    return inputBlock == outputBlock
      ? nil : "programs are made for blocks of as many inputs as outputs"
  }

  // MARK: - Memories

  enum Memory: String, CaseIterable, Sendable { case uop, inp, wgt, acc }

  /// How many bytes an element has: its logarithm.
  func elementSize(of memory: Memory) -> Int {
    switch memory {
    case .uop: 2
    case .inp: batch + inputBlock + inputWidth - 3
    case .wgt: outputBlock + inputBlock + weightWidth - 3
    case .acc: batch + outputBlock + sumWidth - 3
    }
  }

  /// How many bytes a memory has: the logarithm.
  subscript(memory: Memory) -> Int {
    get {
      switch memory {
      case .uop: microOpSize
      case .inp: inputSize
      case .wgt: weightSize
      case .acc: sumSize
      }
    }
    set {
      switch memory {
      case .uop: microOpSize = newValue
      case .inp: inputSize = newValue
      case .wgt: weightSize = newValue
      case .acc: sumSize = newValue
      }
    }
  }

  /// How many bits the index of an element has.
  func indexWidth(_ memory: Memory) -> Int { self[memory] - elementSize(of: memory) }

  func depth(_ memory: Memory) -> Int { 1 << indexWidth(memory) }

  /// Of an element of results on the host.
  /// - Units: bytes.
  var outputBytes: Int { 1 << (batch + outputBlock + outputWidth - 3) }

  // MARK: - Fields

  /// The fields of an instruction, those that all have left out.
  func fields(of instruction: Instruction) -> BitFields {
    // What all instructions begin with: three bits of opcode and four flags.
    var bits = BitFields(unit: 64, next: 7)
    let (uop, acc, inp, wgt) = (
      indexWidth(.uop), indexWidth(.acc), indexWidth(.inp), indexWidth(.wgt)
    )
    if instruction == .transfer {
      bits.add("memory_type", isRecent ? 3 : 2)
      bits.add("sram_base", 16)
      bits.add("dram_base", 32)
      for name in ["y_size", "x_size", "x_stride"] { bits.add(name, 16) }
      for name in ["y_pad_0", "y_pad_1", "x_pad_0", "x_pad_1"] { bits.add(name, 4) }
      return bits
    }
    bits.add("reset_reg", 1)
    bits.add("uop_bgn", uop)
    bits.add("uop_end", uop + 1)
    for name in ["iter_out", "iter_in"] { bits.add(name, 14) }
    for name in ["dst_factor_out", "dst_factor_in"] { bits.add(name, acc) }
    for name in ["src_factor_out", "src_factor_in"] {
      bits.add(name, instruction == .product ? inp : acc)
    }
    guard instruction == .vector else {
      for name in ["wgt_factor_out", "wgt_factor_in"] { bits.add(name, wgt) }
      return bits
    }
    bits.add("alu_opcode", isRecent ? 3 : 2)
    bits.add("use_imm", 1)
    bits.add("imm", 16, isSigned: true)
    return bits
  }

  /// The instructions whose fields depend on the configuration.
  enum Instruction: Sendable, CaseIterable { case transfer, product, vector }

  var microOp: BitFields {
    var bits = BitFields(unit: 32, next: 0)
    bits.add("dst", indexWidth(.acc))
    bits.add("src", isRecent ? max(indexWidth(.acc), indexWidth(.inp)) : indexWidth(.acc))
    bits.add("wgt", indexWidth(.wgt))
    return bits
  }

}

/// Fields that lie one behind the other, as those of a structure in C: one that would go over the
/// end of a unit begins with the next unit.
struct BitFields: Sendable {

  private let unit: Int

  /// The first bit that is free.
  private(set) var next: Int

  /// As descriptions spell them, by name.
  private(set) var texts: [(name: String, text: String)] = []
  private var ends: [Int] = []

  init(unit: Int, next: Int) {
    self.unit = unit
    self.next = next
  }

  mutating func add(_ name: String, _ width: Int, isSigned: Bool = false) {
    if next % unit + width > unit { next = (next / unit + 1) * unit }
    let bits = width == 1 ? "" : ":\(isSigned ? "s" : "")\(width)"
    texts.append((name, "\(name)@\(next)\(bits)"))
    next += width
    ends.append(next)
  }

  /// The first bit behind a field.
  func end(of name: String) -> Int {
    guard let place = texts.firstIndex(where: { $0.name == name }) else { return 0 }
    return ends[place]
  }

  /// The fields from one on, up to another, in one line.
  func line(from first: String? = nil, upTo last: String? = nil) -> String {
    let start = first.flatMap { name in texts.firstIndex { $0.name == name } } ?? 0
    let end = last.flatMap { name in texts.firstIndex { $0.name == name } } ?? texts.count - 1
    return texts[start ... end].map(\.text).joined(separator: " ")
  }

}
