import Debugger
import Support

extension GraphPicture {

  /// The picture as SVG: regions are rectangles in the colour and with the hatching of their
  /// accelerator, arrows lead down.
  var svg: String {
    let drawing = GraphDrawing(self)
    let legend = SVGLegend(targets: targets)
    let width = max(drawing.size.width, legend.width) + 40
    let height = drawing.size.height + legend.height + 60
    var lines = SVGText.head(width: width, height: height, title: title)
    lines += legend.lines(x: 20, y: 20)
    lines.append("<g transform=\"translate(20 \(SVGText.number(legend.height + 40)))\">")
    for (index, frame) in drawing.regions.enumerated() where frame.width > 0 {
      let target = regions[index].isLeft ? nil : targets.firstIndex(of: regions[index].target)
      lines += SVGText.filled(frame, target, radius: 8)
      let caption = regions[index].caption
      let label = Frame(
        x: frame.x + 6, y: frame.y + 6,
        width: Double(caption.count) * GraphDrawing.letter + 20, height: 16)
      lines.append(SVGText.rectangle(label, fill: "#FFFFFF", radius: 3))
      lines.append(
        SVGText.text(caption, x: frame.x + RegionLayout.margin, y: frame.y + 18, isBold: true))
    }
    lines += Set(drawing.ways.map(SVGText.path)).sorted()
    for (index, frame) in drawing.boxes.enumerated() { lines += self.lines(boxes[index], frame) }
    return (lines + ["</g>", "</svg>"]).joined(separator: "\n") + "\n"
  }

  private func lines(_ box: Box, _ frame: Frame) -> [String] {
    let isEnd = box.kind == .input || box.kind == .output
    let fill = box.region == nil && !isEnd ? Swatch.host.color : "#FFFFFF"
    let about = ([box.title] + box.operations + [box.source]).filter { !$0.isEmpty }
      .joined(separator: " · ").escapedForMarkup
    var lines = [
      "<g><title>\(about)</title>",
      SVGText.rectangle(frame, fill: fill, radius: isEnd ? frame.height / 2 : 3),
    ]
    for (index, text) in box.texts.enumerated() {
      let y = frame.y + Double(index + 1) * GraphDrawing.lineHeight + 1
      lines.append(
        SVGText.text(text, x: frame.x + frame.width / 2, y: y, isMiddle: true, isDim: index > 0))
    }
    return lines + ["</g>"]
  }

}
