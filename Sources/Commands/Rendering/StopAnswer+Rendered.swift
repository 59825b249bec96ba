import Canvas
import Debugger
import Support

extension StopAnswer: Rendered {

  static let schema: Schema = [
    "breakpoint": .integer, "title": .text, "location": .text, "pending": .flag,
    "insn": .integer.orNull, "places": .integer.orNull,
  ]

  var lines: [StyledText] { [StyledText("\(title) \(number) at \(location)\(found)")] }

  private var found: String {
    switch places {
    case .none: return ""
    case .pending: return " (pending: nothing runs yet)"
    case .several(let count): return " (\(count) places)"
    case .one(let view):
      let name = "#\(view.number)"
      let head = name == location ? "" : " \(name)"
      let origin = view.origin.isEmpty ? "" : " (\(view.origin))"
      return "\(head) \(view.operation) \(view.operands)\(origin)"
    }
  }

  var json: JSON {
    var json: JSON = [
      "breakpoint": .integer(number), "title": .text(title), "location": .text(location),
      "pending": .flag(places == .pending), "insn": .null, "places": .null,
    ]
    switch places {
    case .none, .pending: break
    case .several(let count): json["places"] = .integer(count)
    case .one(let view):
      json["insn"] = .integer(view.number)
      json["places"] = .integer(1)
    }
    return json
  }

}

extension PassStop {
  /// As `stopped: breakpoint 1, next pass quantize`.
  var line: StyledText {
    let list = breakpoints.map(String.init).joined(separator: ", ")
    return "\("stopped:", .emphasis) breakpoint \(list), next pass \(pass, .name)"
  }
}
