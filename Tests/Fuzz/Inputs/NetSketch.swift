/// A net of operators as Relay text.
///
/// Some of them are taken by a target and some by none, and most values are read more than once:
/// that is what regions have to get right.
struct NetSketch {

  /// What a net computes with.
  enum Kind: CaseIterable {

    /// For targets of `EditArea`, which take single operators and a pair.
    case floats

    /// For an accelerator of 8 bits.
    case integers
  }

  let kind: Kind
  private var lines: [String] = []
  private var values = ["%x"]
  private var read: Set<String> = []

  init(_ kind: Kind, _ dice: inout Dice) {
    self.kind = kind
    for _ in 0 ... dice.below(kind == .floats ? 30 : 10) {
      switch kind {
      case .floats: addFloat(&dice)
      case .integers: addInteger(&dice)
      }
    }
  }

  /// How many operators there are.
  var count: Int { lines.count }

  /// The names of operators in it.
  var operators: [String] {
    switch kind {
    case .floats: Self.unary + Self.binary
    case .integers:
      ["cast", "add", "right_shift", "clip", "nn.max_pool2d", "maximum", "negative"]
    }
  }

  private static let unary = ["nn.relu", "tanh", "abs", "negative"]
  private static let binary = ["add", "maximum"]

  var text: String {
    let outputs = values.dropFirst().filter { !read.contains($0) }
    let type = kind == .floats ? "Tensor[(2, 4), float32]" : "Tensor[(1, 16, 4, 4), int8]"
    return """
      #[version = "0.0.5"]
      def @main(%x: \(type)) {
      \(lines.joined(separator: "\n"))
        (\(outputs.joined(separator: ", "))\(outputs.count == 1 ? "," : ""))
      }
      """
  }

  private mutating func addFloat(_ dice: inout Dice) {
    let operands =
      dice.chance(1, in: 2)
      ? "\(dice.pick(Self.unary))(\(operand(&dice)))"
      : "\(dice.pick(Self.binary))(\(operand(&dice)), \(operand(&dice)))"
    values.append(add(operands))
  }

  private mutating func addInteger(_ dice: inout Dice) {
    let data = operand(&dice)
    switch dice.below(7) {
    case 0: values.append(add("clip(\(data), a_min=\(dice.pick([0, -20]))f, a_max=100f)"))
    case 1:
      values.append(
        add("nn.max_pool2d(\(data), pool_size=[3, 3], strides=[1, 1], padding=[1, 1, 1, 1])"))
    case 2: values.append(add("maximum(\(data), \(operand(&dice)))"))
    case 3: values.append(add("negative(\(data))"))
    default: addSum(data, dice.chance(2, in: 3) ? operand(&dice) : nil)
    }
  }

  /// A value of 8 bits, or the sum of two of them, halved.
  private mutating func addSum(_ left: String, _ right: String?) {
    var sum = add("cast(\(left), dtype=\"int32\")")
    if let right {
      let other = add("cast(\(right), dtype=\"int32\")")
      sum = add("add(\(sum), \(other))")
    }
    sum = add("right_shift(\(sum), 1)")
    sum = add("clip(\(sum), a_min=-127f, a_max=127f)")
    values.append(add("cast(\(sum), dtype=\"int8\")"))
  }

  /// One of the last values.
  private mutating func operand(_ dice: inout Dice) -> String {
    let value = values[max(0, values.count - 1 - dice.below(6))]
    read.insert(value)
    return value
  }

  private mutating func add(_ call: String) -> String {
    lines.append("  %\(lines.count) = \(call);")
    return "%\(lines.count - 1)"
  }

}
