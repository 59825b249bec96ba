import Debugger

/// What the picture of a graph can be written as.
enum PictureFormat: String, CaseIterable, Sendable {
  case dot, svg

  func text(of picture: GraphPicture) -> String {
    switch self {
    case .dot: picture.dot
    case .svg: picture.svg
    }
  }
}

/// What `export` writes: what happened over time, the graph, or memory over time.
enum ExportFormat: Sendable {
  case memory
  case trace(TraceFormat)
  case picture(PictureFormat)
}

extension Word where Value == ExportFormat {

  /// A format by its name.
  static var exportFormat: Word {
    .choice(
      TraceFormat.allCases.map { ($0.rawValue, .trace($0)) }
        + PictureFormat.allCases.map { ($0.rawValue, .picture($0)) } + [("memory", .memory)])
  }

}
