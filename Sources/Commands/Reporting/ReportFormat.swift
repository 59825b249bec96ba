import Debugger
import Diagnostics
import Support

/// What a report about coverage and regions can be written as: the same numbers in each.
enum ReportFormat: String, CaseIterable, Sendable {
  case json, md, html, svg

  /// The format that the ending of `path` names.
  /// - Errors: it names none.
  init(of path: String) throws(Diagnostic) {
    let name = path.split(separator: "/").last ?? ""
    let ending = name.contains(".") ? name.split(separator: ".").last.map(String.init) ?? "" : ""
    guard let format = Self(rawValue: ending.lowercased()) else {
      let known = Self.allCases.map { "`.\($0.rawValue)`" }.joined(separator: ", ")
      throw .error(
        "the name of the report does not say what it is to be: `\(path)`",
        hints: ["it ends in one of \(known)"])
    }
    self = format
  }

  func text(of partition: PartitionAnswer) -> String {
    switch self {
    case .json: PartitionReport(partition).json
    case .md: PartitionReport(partition).markdown
    case .html: PartitionReport(partition).html
    case .svg: PartitionReport(partition).svg
    }
  }

}
