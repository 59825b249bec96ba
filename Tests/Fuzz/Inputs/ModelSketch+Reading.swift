extension ModelSketch.Node {

  /// Reads a line of the table.
  init(_ line: String) {
    let halves = line.split(separator: "|", omittingEmptySubsequences: false)
    var words = halves[0].split(separator: " ").map(String.init)
    let name = words.removeFirst()
    let parts = name.split(separator: ">")
    op = String(parts[0])
    outputCount = parts.count > 1 ? Int(parts[1]) ?? 1 : 1
    inputs = words.map { $0 == "-" ? nil : ModelSketch.Input($0) }
    attributes =
      halves.count < 2
      ? []
      : halves[1].split(separator: " ").map { word in
        let sides = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return (String(sides[0]), sides.count > 1 ? String(sides[1]) : "")
      }
  }

  /// The message of the node.
  func fields(_ names: [String], _ outputs: [String]) -> [WireField] {
    let parts = op.split(separator: ":")
    let domain = parts.count > 1 ? [WireField.text(7, "com.microsoft")] : []
    return names.map { .text(1, $0) } + outputs.map { .text(2, $0) }
      + [.text(4, String(parts[parts.count - 1]))] + domain
      + attributes.map { .message(5, attribute($0.name, $0.value)) }
  }

  /// `3` is a number, `3,` a list of one, `0.5` real, everything else a text.
  private func attribute(_ name: String, _ value: String) -> [WireField] {
    let name = WireField.text(1, name)
    if let number = Int(value) { return [name, .integer(3, number), .integer(20, 2)] }
    if let number = Float(value) { return [name, .float(2, number), .integer(20, 1)] }
    let list = value.split(separator: ",").map(String.init)
    let numbers = list.compactMap { Int($0) }
    if value.contains(","), numbers.count == list.count {
      return [name] + numbers.map { .integer(8, $0) } + [.integer(20, 7)]
    }
    return [name, .text(4, value), .integer(20, 3)]
  }

  /// Changes an input or an attribute.
  mutating func change(_ dice: inout Dice) {
    let place = dice.below(inputs.count)
    switch dice.below(10) {
    case 0, 1, 2: if inputs.indices.contains(place) { inputs[place]?.change(&dice) }
    case 3: if inputs.indices.contains(place) { inputs[place] = nil }
    case 4: inputs.append(inputs.first ?? nil)
    case 5: if !inputs.isEmpty { inputs.removeLast() }
    case 6: if !attributes.isEmpty { attributes.remove(at: dice.below(attributes.count)) }
    case 7: outputCount = 1 + dice.below(4)
    default: changeAttribute(&dice)
    }
  }

  private mutating func changeAttribute(_ dice: inout Dice) {
    guard !attributes.isEmpty else {
      return attributes = [(dice.pick(Self.names), "\(dice.edge())")]
    }
    let place = dice.below(attributes.count)
    var list = attributes[place].value.split(separator: ",").map(String.init)
    let other = dice.chance(1, in: 2) ? dice.edge() : dice.number(-3 ... 6)
    if list.isEmpty || dice.chance(1, in: 5) { list.append("\(other)") }
    list[dice.below(list.count)] = "\(other)"
    let isList = attributes[place].value.contains(",")
    attributes[place].value = list.joined(separator: ",") + (isList ? "," : "")
  }

  private static let names = [
    "axis", "axes", "keepdims", "perm", "to", "group", "k", "p", "size", "epsilon", "batch_axis",
    "time_axis", "allowzero", "noop_with_empty_axes", "upper", "exclusive", "reverse", "direction",
    "hidden_size", "count_include_pad", "ceil_mode", "blocksize", "num_groups", "auto_pad", "mode",
  ]

}

extension ModelSketch.Input {

  /// Reads `type[extents]`, and `=values` behind it.
  init(_ word: String) {
    let sides = word.split(separator: "=", maxSplits: 1)
    let numbers = { (text: Substring) in
      text.split { !("0123456789-".contains($0)) }.compactMap { Int($0) }
    }
    type = word.first ?? "f"
    shape = numbers(sides[0])
    values = sides.count > 1 ? numbers(sides[1]) : nil
  }

  private static let codes: [Character: Int] = [
    "f": 1, "b": 2, "s": 3, "j": 6, "i": 7, "o": 9, "h": 10, "d": 11, "q": 16,
  ]

  /// The constant, or the input of the graph.
  func field(_ name: String) -> WireField {
    let code = Self.codes[type] ?? 1
    guard let values else {
      let extents = shape.map { WireField.message(1, [.integer(1, $0)]) }
      return .message(
        11,
        [
          .text(1, name),
          .message(2, [.message(1, [.integer(1, code), .message(2, extents)])]),
        ])
    }
    // Floats are written as such, the others in the lists that are theirs.
    let list = type == "i" ? 7 : 5
    let numbers = values.map { value -> WireField in
      type == "f" ? .float(4, Float(value)) : .integer(list, value)
    }
    return .message(
      5, shape.map { .integer(1, $0) } + [.integer(2, code), .text(8, name)] + numbers)
  }

  mutating func change(_ dice: inout Dice) {
    switch dice.below(6) {
    case 0, 1: if !shape.isEmpty { shape[dice.below(shape.count)] = dice.extent() }
    case 2: shape.insert(dice.below(4), at: dice.below(shape.count + 1))
    case 3: if !shape.isEmpty { shape.remove(at: dice.below(shape.count)) }
    case 4: type = dice.pick(Array("fbsjiohdq"))
    default:
      guard var list = values, !list.isEmpty else { return }
      list[dice.below(list.count)] = dice.chance(1, in: 2) ? dice.edge() : dice.number(-4 ... 5)
      values = list
    }
  }

}
