import Effects
import Passes
import TargetKit
import Tensors

extension MachineReader {

  /// How floats are rounded after each operation.
  private enum Rounding: String, CaseIterable { case nearestEven = "nearest-even" }

  /// In which order a product adds.
  private enum SumOrder: String, CaseIterable { case sequential }

  /// What the machine computes in, for graph passes.
  mutating func numbers(_ root: Entries, into types: inout ComputeTypes) {
    let keys = ["data", "weight", "sum", "rounding", "sum-order"]
    guard let node = root["numbers"], let entries = sheet.entries(node, of: "`numbers`", keys)
    else { return }
    types.data = sheet.optionalChoice("data", in: entries, ElementType.self) ?? types.data
    types.weight = sheet.optionalChoice("weight", in: entries, ElementType.self) ?? types.data
    types.accumulator =
      sheet.optionalChoice("sum", in: entries, ElementType.self) ?? types.accumulator
    _ = sheet.optionalChoice("rounding", in: entries, Rounding.self)
    _ = sheet.optionalChoice("sum-order", in: entries, SumOrder.self)
  }

  mutating func layouts(_ root: Entries) -> MachineLayouts {
    var layouts = MachineLayouts()
    guard let node = root["layout"],
      let entries = sheet.entries(node, of: "`layout`", ["data", "weight", "sum"])
    else { return layouts }
    layouts.data = layout("data", of: ["n", "c", "y", "x"], in: entries)
    layouts.weight = layout("weight", of: ["o", "c", "r", "s"], in: entries)
    layouts.sum = layout("sum", of: ["o"], in: entries)
    return layouts
  }

  private mutating func layout(
    _ key: String, of names: [String], in entries: Entries
  ) -> TensorLayout? {
    guard let node = entries[key], let text = sheet.text(node, of: "a layout") else { return nil }
    var axes: [TensorLayout.Axis] = []
    for word in text.split(separator: " ") {
      guard let axis = TensorLayout.Axis(parsing: word), names.contains(axis.name) else {
        let meant = TensorLayout(letters: word)?.axes.map(\.name) ?? []
        sheet.error(
          "`\(word)` is no axis of `\(key)`", at: node,
          hint: meant.sorted() == names.sorted()
            ? "write `\(meant.joined(separator: " "))`, or `c/16` and `16c` for blocks of channels"
            : "its axes are \(names.joined(separator: ", ")), as `c`, or `c/16` and `16c` in blocks"
        )
        return nil
      }
      axes.append(axis)
    }
    for name in names {
      let own = axes.filter { $0.name == name }.map(\.extent)
      switch (own.count, own.first, own.last) {
      case (1, .whole?, _): break
      case (2, .blocks(let outer)?, .block(let inner)?) where outer == inner: break
      default:
        sheet.error(
          "`\(key)` does not say once how `\(name)` lies", at: node,
          hint: "write `\(name)`, or `\(name)/16` and further in `16\(name)`")
      }
    }
    return TensorLayout(axes)
  }

}

extension TensorLayout {

  /// The layout that graphs spell by letters, such as `NHWC` or `OIHW`.
  fileprivate init?(letters: Substring) {
    let isWeight = letters.uppercased().contains("O")
    let names: [Character: String] =
      isWeight
      ? ["O": "o", "I": "c", "H": "r", "W": "s"] : ["N": "n", "C": "c", "H": "y", "W": "x"]
    let axes = letters.uppercased().compactMap { names[$0] }
    guard axes.count == letters.count else { return nil }
    self.init(axes.map { Axis($0) })
  }

}

extension TensorLayout.Axis {

  /// `c`, `c/16` or `16c`.
  fileprivate init?(parsing word: Substring) {
    let digits = word.prefix { $0.isASCII && $0.isNumber }
    if !digits.isEmpty {
      guard let size = Int(digits), size > 0 else { return nil }
      self.init(String(word.dropFirst(digits.count)), .block(size))
      return
    }
    let parts = word.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count == 1 {
      self.init(String(word))
    } else {
      guard parts.count == 2, let size = Int(parts[1]), size > 0 else { return nil }
      self.init(String(parts[0]), .blocks(of: size))
    }
  }

}
