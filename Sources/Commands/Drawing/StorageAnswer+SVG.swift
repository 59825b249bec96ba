import Debugger
import Support

extension StorageAnswer {

  /// - Units: pixels.
  private static let plot = (left: 90.0, top: 60.0, width: 900.0, height: 480.0)

  /// The picture over time as SVG: steps go to the right, addresses down; what accelerators use too
  /// has their colour and hatching.
  var svg: String {
    let plot = Self.plot
    let width = plot.left + plot.width + 20
    let height = plot.top + plot.height + 60
    var lines = SVGText.head(width: width, height: height, title: "memory over time")
    lines.append(SVGText.text("memory over time", x: 20, y: 20, isBold: true))
    lines += legend
    for storage in storages {
      for value in storage.values { lines += self.lines(value, in: storage) }
    }
    lines += axis
    return (lines + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  /// With the inputs at step 0, and what is given at the end behind the last step.
  private var stepCount: Int { steps.count + 2 }

  private var legend: [String] {
    let names = [("shared with accelerators", Optional(0)), ("of the host", nil)]
    return names.enumerated().flatMap { index, entry in
      let x = 200 + Double(index) * 220
      return SVGText.filled(Frame(x: x, y: 10, width: 26, height: 12), entry.1, radius: 2)
        + [SVGText.text(entry.0, x: x + 34, y: 20)]
    }
  }

  private func lines(_ value: StorageView.Value, in storage: StorageView) -> [String] {
    let plot = Self.plot
    let step = plot.width / Double(max(1, stepCount))
    let byte = plot.height / Double(max(1, byteCount))
    let frame = Frame(
      x: plot.left + Double(value.first) * step, y: plot.top + Double(storage.offset) * byte,
      width: Double(value.last - value.first + 1) * step, height: Double(value.byteCount) * byte)
    let block = value.block.map { ", in blocks of \($0) channels" } ?? ""
    let about =
      "\(value.node): \(value.byteCount) bytes\(block), steps \(value.first) to \(value.last)"
    var lines = ["<g><title>\(about.escapedForMarkup)</title>"]
    lines += SVGText.filled(frame, storage.isShared ? 0 : nil, radius: 0)
    if frame.height >= 12 {
      let room = Int(frame.width / GraphDrawing.letter) - 1
      lines.append(
        SVGText.text(
          String(value.node.prefix(max(0, room))), x: frame.x + 4, y: frame.y + 11))
    }
    return lines + ["</g>"]
  }

  private var axis: [String] {
    let plot = Self.plot
    let step = plot.width / Double(max(1, stepCount))
    let every = max(1, stepCount / 12)
    var lines = stride(from: 0, to: stepCount, by: every).map { number in
      SVGText.text(
        "\(number)", x: plot.left + Double(number) * step, y: plot.top + plot.height + 16)
    }
    lines.append(SVGText.text("step", x: plot.left, y: plot.top + plot.height + 32, isDim: true))
    lines += storages.prefix(40).map { storage in
      let y = plot.top + plot.height * Double(storage.offset) / Double(max(1, byteCount))
      return SVGText.text("+\(storage.offset)", x: 8, y: y + 10, isDim: true)
    }
    return lines
  }

}
