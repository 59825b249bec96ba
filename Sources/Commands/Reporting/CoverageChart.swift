import Canvas
import Debugger
import Support

/// Shares as bars in the colours and hatchings of accelerators, with tables below.
struct CoverageChart {

  let partition: PartitionAnswer
  let sections: [PartitionReport.Section]

  private static let bar = (width: 480.0, height: 22.0)
  private static let label = 150.0
  private static let row = 30.0

  init(_ partition: PartitionAnswer, _ sections: [PartitionReport.Section] = []) {
    (self.partition, self.sections) = (partition, sections)
  }

  /// As a picture of its own, which HTML can hold, too.
  var svg: String {
    let targets = partition.owners.compactMap(\.target)
    let legend = SVGLegend(targets: targets)
    let tables = sections.map { ($0.title, $0.table.rows.isEmpty ? [$0.empty] : $0.lines) }
    let columns = tables.flatMap(\.1).map(\.count).max() ?? 0
    let width = max(Self.label + Self.bar.width + 60, Double(columns) * GraphDrawing.letter + 40)
    let bars = 20 + legend.height + 20 + Double(measures.count) * Self.row
    let height = tables.reduce(bars) { sum, table in
      sum + Double(table.1.count + 2) * GraphDrawing.lineHeight
    }
    var lines = SVGText.head(width: width, height: height + 20, title: partition.line)
    lines += legend.lines(x: 20, y: 20)
    for (index, measure) in measures.enumerated() {
      lines += barLines(measure, y: 20 + legend.height + 20 + Double(index) * Self.row)
    }
    var y = bars + GraphDrawing.lineHeight
    for (title, rows) in tables {
      lines.append(SVGText.text(title, x: 20, y: y, isBold: true))
      for row in rows {
        y += GraphDrawing.lineHeight
        lines.append(SVGText.text(row.keepingBlanks, x: 20, y: y))
      }
      y += 2 * GraphDrawing.lineHeight
    }
    return (lines + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  /// What a bar shows the parts of.
  private struct Measure {
    let name: String
    let value: (PartitionAnswer.Amount) -> Int
  }

  private var measures: [Measure] {
    [
      Measure(name: "operators") { $0.operators },
      Measure(name: "multiply-accumulates") { $0.multiplyAccumulates },
      Measure(name: "bytes") { $0.bytes }, Measure(name: "weights") { $0.weightBytes },
    ]
  }

  private func barLines(_ measure: Measure, y: Double) -> [String] {
    let whole = measure.value(partition.total)
    var x = 20 + Self.label
    var lines = [SVGText.text(measure.name, x: 20, y: y + 15)]
    for (index, owner) in partition.owners.enumerated() where whole > 0 {
      let value = measure.value(owner.amount)
      guard value > 0 else { continue }
      let width = Double(value) / Double(whole) * Self.bar.width
      let frame = Frame(x: x, y: y, width: width, height: Self.bar.height)
      let share = shareText(value, of: whole)
      lines.append(
        "<g><title>\("\(owner.target ?? "host"): \(share) of \(measure.name)".escapedForMarkup)"
          + "</title>")
      lines += SVGText.filled(frame, owner.target == nil ? nil : index, radius: 0)
      if width > Double(share.count) * GraphDrawing.letter + 12 {
        let room = Frame(
          x: x + width / 2 - Double(share.count) * GraphDrawing.letter / 2 - 3, y: y + 4,
          width: Double(share.count) * GraphDrawing.letter + 6, height: 14)
        lines.append(SVGText.rectangle(room, fill: "#FFFFFF", radius: 2))
        lines.append(SVGText.text(share, x: x + width / 2, y: y + 15, isMiddle: true))
      }
      lines.append("</g>")
      x += width
    }
    return lines
  }

}

extension PartitionReport.Section {
  /// The table as lines of one width for each letter.
  fileprivate var lines: [String] { table.lines().map(\.text) }
}

extension String {
  /// With blanks that no reader of markup draws together.
  fileprivate var keepingBlanks: String { replacing("  ", with: "\u{a0}\u{a0}") }
}
