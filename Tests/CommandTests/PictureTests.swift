import Diagnostics
import Foundation
import Support
import Testing

@testable import Commands
@testable import Debugger

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Pictures and reports are well-formed, the same each time, and say what the session says.
@Suite struct PictureTests {

  /// Counts elements; fails where the text is no XML.
  private final class Reader: NSObject, XMLParserDelegate {
    var counts: [String: Int] = [:]
    var texts: [String] = []

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
      qualifiedName: String?, attributes: [String: String]
    ) {
      counts[name, default: 0] += 1
      texts.append("")
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
      if !texts.isEmpty { texts[texts.count - 1] += text }
    }
  }

  private func read(_ text: String) throws -> Reader {
    let parser = XMLParser(data: Data(text.utf8))
    let reader = Reader()
    parser.delegate = reader
    let error = parser.parse() ? nil : parser.parserError
    #expect(error == nil, "line \(parser.lineNumber): \(String(describing: error))")
    return reader
  }

  /// What `line`, with the path of a file in place of `FILE`, writes.
  private func written(_ line: String, _ ending: String, in scene: CommandInfo.Scene) throws
    -> String
  {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/a.\(ending)"
    var interpreter = Headless.interpreter(in: scene)
    let reply = interpreter.perform(line.replacing("FILE", with: path))
    try #require(reply.failure == nil, "\(reply.terminalText)")
    let bytes = try folder.bytes("a.\(ending)")
    #expect(reply.result["bytes"]?.integer == bytes.count)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(arguments: [CommandInfo.Scene.model, .lowered])
  func graphsAreWellFormed(_ scene: CommandInfo.Scene) throws {
    let svg = try written("export svg FILE", "svg", in: scene)
    #expect(svg == (try written("export svg FILE", "svg", in: scene)))
    #expect(try read(svg).counts["svg"] == 1)
    let dot = try written("export dot FILE", "dot", in: scene)
    #expect(dot == (try written("export dot FILE", "dot", in: scene)))
    let lines = dot.split(separator: "\n").map { String($0).trimmingCharacters(in: .whitespaces) }
    let declared = Set(lines.filter { $0.contains(" [label=") && !$0.contains("->") }.map(\.head))
    let arrows = lines.filter { $0.contains(" -> ") }
    #expect(!arrows.isEmpty)
    for arrow in arrows {
      let ends = arrow.split(separator: " ")
      #expect(declared.contains(String(ends[0])))
      #expect(declared.contains(String(ends[2].prefix { $0.isLetter || $0.isNumber })))
    }
    #expect(lines.count { $0.hasSuffix("{") } == lines.count { $0 == "}" })
    let clusters = lines.count { $0.hasPrefix("subgraph cluster_") }
    #expect((clusters > 0) == (scene == .lowered))
  }

  @Test func reportsSayWhatTheCommandsSay() throws {
    var interpreter = Headless.interpreter(in: .lowered)
    let coverage = interpreter.perform("coverage").result
    let regions = interpreter.perform("regions").result
    let json = try JSON(
      parsing: Array(try written("report FILE", "json", in: .lowered).utf8))
    #expect(json["coverage"] == coverage && json["regions"] == regions)
    let line = try #require(coverage["line"]?.text)
    let markdown = try written("report FILE", "md", in: .lowered)
    #expect(markdown.replacing("\\", with: "").contains(line))
    let html = try read(try written("report FILE", "html", in: .lowered))
    #expect(html.counts["table"] == 3 && html.texts.contains { $0.contains(line) })
    let svg = try read(try written("report FILE", "svg", in: .lowered))
    #expect(svg.counts["svg"] == 1)
    let name = try #require(regions["regions"]?.elements?.first?["region"]?.text)
    for texts in [html.texts, svg.texts] { #expect(texts.contains { $0.contains(name) }) }
    #expect(markdown.replacing("\\", with: "").contains(name))
  }

  @Test func cyclesStandInReports() throws {
    let text = try written("report FILE --cycles", "md", in: .lowered)
    #expect(text.contains("| cycles |"))
  }

  @Test(arguments: ["/tmp/a.txt", "/tmp/a", "/tmp/x.d/report"])
  func aReportNeedsAnEnding(_ path: String) {
    var interpreter = Headless.interpreter(in: .lowered)
    let reply = interpreter.perform("report \(path)")
    #expect(reply.failure == .command)
    #expect(reply.diagnostics.last?.hints.first?.contains("`.html`") ?? false)
  }

  // MARK: Drawing

  private func overlap(_ a: Frame, _ b: Frame) -> Bool {
    a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
  }

  /// Boxes of random graphs do not lie on each other, and arrows lead down.
  @Test(arguments: 0 ..< 40) func layersHoldBoxesApart(_ seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let count = Int.random(in: 1 ... 40, using: &random)
    let sizes = (0 ..< count).map { _ in
      LayeredLayout.Size(
        width: .random(in: 10 ... 90, using: &random), height: .random(in: 0 ... 40, using: &random)
      )
    }
    let links = (0 ..< Int.random(in: 0 ... 80, using: &random)).compactMap {
      _ -> LayeredLayout.Link? in
      let (a, b) = (
        Int.random(in: 0 ..< count, using: &random), Int.random(in: 0 ..< count, using: &random)
      )
      return a < b ? .init(from: a, to: b) : nil
    }
    let readers = Set(links.map(\.from))
    let ends = Set((0 ..< count).filter { !readers.contains($0) }.prefix(3))
    let layout = LayeredLayout(sizes, links, bottom: ends)
    #expect(layout.bends.count == links.count)
    let frames = zip(layout.corners, sizes).map {
      Frame(x: $0.x, y: $0.y, width: $1.width, height: $1.height)
    }
    for (a, b) in links.map({ ($0.from, $0.to) }) {
      #expect(frames[a].y + frames[a].height < frames[b].y)
    }
    for a in frames.indices {
      #expect(frames[a].x >= -1e-6 && frames[a].x + frames[a].width <= layout.size.width + 1e-6)
      for b in 0 ..< a { #expect(!overlap(frames[a], frames[b]), "seed \(seed): \(a), \(b)") }
    }
  }

  /// Every box of a region lies in its frame, and no other does.
  @Test func regionsHoldTheirBoxes() throws {
    var picture = GraphPicture()
    picture.targets = ["a", "b"]
    picture.regions = ["a", "b"].map {
      GraphPicture.Region(name: "\($0)_0", target: $0, caption: "@\($0)_0 on \($0)", isLeft: false)
    }
    let places: [Int?] = [nil, 0, 0, nil, 1, 1, 1, nil]
    picture.boxes = places.enumerated().map { index, place in
      GraphPicture.Box(
        kind: index == 0 ? .input : index == 7 ? .output : .operator, title: "op<\(index)>&\"",
        node: "%\(index)", region: place)
    }
    let pairs = [(0, 1), (1, 2), (1, 5), (2, 3), (3, 4), (4, 5), (4, 6), (5, 7), (6, 7)]
    picture.arrows = pairs.map { GraphPicture.Arrow(from: $0, to: $1, type: "4 int8") }
    let drawing = GraphDrawing(picture)
    for (index, box) in picture.boxes.enumerated() {
      let frame = drawing.boxes[index]
      for (place, region) in drawing.regions.enumerated() {
        #expect(overlap(frame, region) == (box.region == place), "\(index) in \(place)")
        guard box.region == place else { continue }
        #expect(frame.x >= region.x && frame.x + frame.width <= region.x + region.width)
        #expect(frame.y >= region.y && frame.y + frame.height <= region.y + region.height)
      }
    }
    #expect(!overlap(drawing.regions[0], drawing.regions[1]))
    #expect(try read(picture.svg).counts["svg"] == 1)
    #expect(picture.dot.contains("op<0>&\\\""))
  }

  /// A colour and a hatching are of one accelerator alone.
  @Test func swatchesDiffer() {
    #expect(Set(Swatch.targets.map(\.color)).count == Swatch.targets.count)
    #expect(Set(Swatch.targets.map(\.hatching)).count == Swatch.targets.count)
    #expect(Set(Swatch.targets.map(\.style)).count == Swatch.targets.count)
  }

}

extension String {
  /// What stands before the first blank.
  fileprivate var head: String { String(prefix { $0 != " " }) }
}
