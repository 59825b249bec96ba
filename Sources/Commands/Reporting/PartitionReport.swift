import Canvas
import Debugger
import Support

/// What `coverage` and `regions` say, in tables that every renderer takes.
struct PartitionReport {

  /// A table with a heading.
  struct Section {
    var title: String
    var table: Table

    /// What to say where the table has no rows.
    var empty: String
  }

  let partition: PartitionAnswer
  let coverage: CoverageAnswer
  let regions: RegionsAnswer

  init(_ partition: PartitionAnswer) {
    self.partition = partition
    coverage = CoverageAnswer(partition: partition)
    regions = RegionsAnswer(partition: partition)
  }

  var title: String {
    let model = partition.model.isEmpty ? "program" : partition.model
    return "\(model) after \(partition.position) \(partition.position == 1 ? "pass" : "passes")"
  }

  var sections: [Section] {
    [
      Section(title: "Coverage", table: coverage.ownerTable, empty: ""),
      Section(
        title: "On the host", table: coverage.restTable,
        empty: "Nothing is left on the host."),
      Section(title: "Regions", table: regions.table, empty: "There are no regions."),
      Section(
        title: "What keeps regions apart", table: splits,
        empty: "No accelerator has more than one region."),
    ]
  }

  private var splits: Table {
    var table = Table("before", "after", "target", "why")
    for split in partition.splits {
      table.append([
        StyledText("@\(split.before)"), StyledText("@\(split.after)"), StyledText(split.target),
        StyledText(split.sentence),
      ])
    }
    return table
  }

  // MARK: Renderers

  var json: String {
    let whole: JSON = ["coverage": coverage.json, "regions": regions.json]
    return "\(whole)\n"
  }

  var markdown: String {
    var lines = ["# \(title.escapedForMarkdown)", "", partition.line.escapedForMarkdown + "."]
    lines += partition.missing.map { ["", "\($0.escapedForMarkdown)."] } ?? []
    for section in sections {
      lines += ["", "## \(section.title)", ""]
      guard !section.table.rows.isEmpty else {
        lines.append(section.empty)
        continue
      }
      let columns = section.table.columns
      lines.append("| \(columns.map(\.title).joined(separator: " | ")) |")
      let marks = columns.map { $0.alignment == .trailing ? "--:" : ":--" }
      lines.append("|\(marks.joined(separator: "|"))|")
      lines += section.table.rows.map { row in
        "| \(row.map(\.text.escapedForMarkdown).joined(separator: " | ")) |"
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  var html: String {
    var lines = [
      "<!DOCTYPE html>", "<html lang=\"en\">", "<head>", "<meta charset=\"utf-8\"/>",
      "<title>\(title.escapedForMarkup)</title>", "<style>", Self.style, "</style>", "</head>",
      "<body>", "<h1>\(title.escapedForMarkup)</h1>",
      "<p>\(partition.line.escapedForMarkup).</p>",
    ]
    lines += partition.missing.map { ["<p>\($0.escapedForMarkup).</p>"] } ?? []
    lines.append(CoverageChart(partition).svg)
    for section in sections {
      lines.append("<h2>\(section.title.escapedForMarkup)</h2>")
      guard !section.table.rows.isEmpty else {
        lines.append("<p>\(section.empty)</p>")
        continue
      }
      let columns = section.table.columns
      lines += ["<table>", "<tr>"]
      lines += columns.map { "<th>\($0.title.escapedForMarkup)</th>" } + ["</tr>"]
      lines += section.table.rows.map { row in
        let cells = zip(columns, row).map { column, cell in
          let look = column.alignment == .trailing ? " class=\"number\"" : ""
          return "<td\(look)>\(cell.text.escapedForMarkup)</td>"
        }
        return "<tr>\(cells.joined())</tr>"
      }
      lines.append("</table>")
    }
    return (lines + ["</body>", "</html>"]).joined(separator: "\n") + "\n"
  }

  private static let style =
    "body { font-family: sans-serif; margin: 2em; } table { border-collapse: collapse; }"
    + " th, td { border: 1px solid #999; padding: 0.2em 0.5em; text-align: left; }"
    + " td.number { text-align: right; }"

  var svg: String { CoverageChart(partition, sections).svg }

}

extension String {

  /// The text as a cell of a table of Markdown has it.
  fileprivate var escapedForMarkdown: String {
    var text = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "|", "\\", "*", "_", "<", ">", "[", "]", "#":
        text += "\\"
        text.unicodeScalars.append(scalar)
      case "\n", "\t", "\r": text += " "
      case _ where scalar.isUnseen || scalar.value < 0x20: text += "?"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

}
