import Canvas
import Debugger
import Support

extension VerificationAnswer: Rendered {

  static let schema: Schema = [
    "verified": .flag, "laws": .integer.orNull, "values?": ValueReport.schema.orNull,
  ]

  var lines: [StyledText] {
    let head: [StyledText] = laws.map { ["all \($0) laws hold"] } ?? []
    switch values {
    case .unasked: return head
    case .noPass:
      return head + ["no pass has been applied, so that there are no values to compare"]
    case .compared(let report): return head + report.lines
    }
  }

  var json: JSON {
    var json: JSON = ["verified": true, "laws": JSON(laws)]
    switch values {
    case .unasked: break
    case .noPass: json["values"] = .null
    case .compared(let report): json["values"] = report.json
    }
    return json
  }

}
