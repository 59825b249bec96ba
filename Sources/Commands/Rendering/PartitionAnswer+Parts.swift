import Canvas
import Debugger
import Support

/// What the answers about a partition have in common.
extension PartitionAnswer {

  static let shares: Schema = .named(
    "SHARES", ["operators": .number, "macs": .number, "bytes": .number])

  /// What part of the whole an amount is; of nothing everything is 1.
  func shares(of amount: Amount) -> JSON {
    [
      "operators": .real(share(amount.operators, of: total.operators)),
      "macs": .real(share(amount.multiplyAccumulates, of: total.multiplyAccumulates)),
      "bytes": .real(share(amount.bytes, of: total.bytes)),
    ]
  }

  /// What part of all multiply-accumulates an amount has; `-` where there are none.
  func productShare(of amount: Amount) -> String {
    total.multiplyAccumulates == 0
      ? "-" : shareText(amount.multiplyAccumulates, of: total.multiplyAccumulates)
  }

  /// What the program lacks.
  var notes: [StyledText] { missing.map { [StyledText($0)] } ?? [] }

}

private func share(_ part: Int, of whole: Int) -> Double {
  whole == 0 ? 1 : Double(part) / Double(whole)
}

extension PartitionAnswer.Amount {

  static let schema: Schema = .named(
    "AMOUNT", ["operators": .integer, "macs": .integer, "bytes": .integer, "weights": .integer])

  var json: JSON {
    [
      "operators": .integer(operators), "macs": .integer(multiplyAccumulates),
      "bytes": .integer(bytes), "weights": .integer(weightBytes),
    ]
  }

}

extension PartitionAnswer.Cause {

  static let schema: Schema = .named(
    "CAUSE",
    ["code": .text, "detail": .text, "target": .text, "why": .text, "remedy": .text])

  var json: JSON {
    [
      "code": .text(code), "detail": .text(detail), "target": .text(target),
      "why": .text(sentence), "remedy": .text(remedy),
    ]
  }

}

extension PartitionAnswer.Node {
  /// As `%12 nn.conv2d (Conv @conv1)`.
  var text: String { source.isEmpty ? title : "\(title) (\(source))" }
}

extension JSON {
  /// An object of numbers by name.
  init(_ counts: [PartitionAnswer.Count]) {
    self = .object(counts.map { Member($0.name, .integer($0.count)) })
  }
}
