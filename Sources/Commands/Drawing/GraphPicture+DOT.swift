import Debugger
import Support

extension GraphPicture {

  /// The picture in the language of Graphviz: regions are clusters.
  var dot: String {
    var lines = [
      "digraph \(quoted(title.isEmpty ? "program" : title)) {",
      "  graph [fontname=\"Helvetica\", newrank=true];",
      "  node [fontname=\"Helvetica\", fontsize=10, shape=box, style=\"filled\","
        + " fillcolor=\"#FFFFFF\"];",
      "  edge [fontname=\"Helvetica\", fontsize=8];",
    ]
    var members: [[Int]] = Array(repeating: [], count: regions.count)
    for (index, box) in boxes.enumerated() {
      if let region = box.region { members[region].append(index) }
    }
    for (index, region) in regions.enumerated() {
      let swatch = Swatch.of(region.isLeft ? nil : targets.firstIndex(of: region.target))
      lines += [
        "  subgraph cluster_\(index) {", "    label=\(quoted(region.caption));",
        "    style=\"filled,\(swatch.style)\"; fillcolor=\"\(swatch.color)\"; color=\"#000000\";",
      ]
      lines += members[index].map { "    \(line(of: $0))" } + ["  }"]
    }
    lines += boxes.indices.filter { boxes[$0].region == nil }.map { "  \(line(of: $0))" }
    lines += arrows.map { arrow in
      let label = arrow.type.isEmpty ? "" : " [label=\(quoted(arrow.type))]"
      return "  n\(arrow.from) -> n\(arrow.to)\(label);"
    }
    return lines.joined(separator: "\n") + "\n}\n"
  }

  private func line(of index: Int) -> String {
    let box = boxes[index]
    let label = box.texts.map { String(quoted($0).dropFirst().dropLast()) }
      .joined(separator: "\\n")
    let look =
      switch box.kind {
      case .input, .output: ", shape=ellipse"
      case .operator, .composite: box.region == nil ? ", fillcolor=\"\(Swatch.host.color)\"" : ""
      }
    return "n\(index) [label=\"\(label)\"\(look)];"
  }

  private func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case _ where scalar.isUnseen || scalar.value < 0x20: quoted += "?"
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

}

extension GraphPicture.Box {

  /// What stands in the box, a line each.
  var texts: [String] {
    let head = kind == .input || kind == .output ? title : "\(node) \(title)"
    var texts = [head.shortened(to: 44)]
    if !operations.isEmpty {
      texts.append(operations.joined(separator: ", ").shortened(to: 44))
    }
    if !source.isEmpty { texts.append(source.shortened(to: 44)) }
    return texts
  }

}
