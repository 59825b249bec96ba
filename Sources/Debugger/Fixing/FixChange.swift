import Diagnostics
import Passes

/// One change of what makes a program: of its passes, or of a description.
enum FixChange: Sendable, Hashable {

  /// A pass more, before the one at the place; places are counted from 1.
  case insert(PassCall, at: Int)

  /// The pass at the place with other options.
  case replace(Int, by: PassCall)

  /// An edit less, which was said at the place.
  case take(back: String, at: Int)

  /// A condition less, of the target whose description has it at the place.
  case loosen(target: String, Place, asks: String)

}

extension FixChange {

  /// What a reader is told.
  var words: String {
    switch self {
    case .insert(let call, let place): "`\(call)` before P\(place)"
    case .replace(let place, let call): "`\(call)` as P\(place)"
    case .take(let edit, _): "`\(edit)` taken back"
    case .loosen(let target, let place, let asks):
      "a description of \(target) that does not ask for \(asks), at \(place.fileAndLine)"
    }
  }

  /// What is changed, wherever in the order of passes it stands.
  var subject: String {
    switch self {
    case .insert(let call, _): "+\(call)"
    case .replace(_, let call): "=\(call)"
    case .take(let edit, _): "-\(edit)"
    case .loosen: words
    }
  }

  /// The line that does it; nil where a file has to be changed.
  var command: String? {
    switch self {
    case .insert(let call, let place): "pipeline insert \(place) \(call)"
    case .replace(let place, let call): "pipeline replace \(place) \(call)"
    case .take(_, let place): "pipeline drop \(place)"
    case .loosen: nil
    }
  }

}

extension Session {

  /// Makes the change; the passes behind its place are applied again.
  /// - Errors: a pass refuses the program then, or the description can not be read without the
  ///   condition.
  mutating func make(_ change: FixChange) throws(Diagnostic) {
    let history = try requireHistory()
    var calls = history.path.compactMap { history.entries[$0].pass }
    switch change {
    case .insert(let call, let place):
      calls.insert(contentsOf: try wholeCatalog().plan(call), at: place - 1)
    case .replace(let place, let call):
      calls.replaceSubrange(place - 1 ..< place, with: try wholeCatalog().plan(call))
    case .take(_, let place): calls.remove(at: place - 1)
    case .loosen(let target, let place, _):
      try loosen(target, at: place)
      // Every pass may come to something else now.
      project?.history = History(history.entries[0].program)
    }
    try become(calls)
  }

  /// Leaves a condition out of the description of a target.
  private mutating func loosen(_ target: String, at place: Place) throws(Diagnostic) {
    let text: String
    if let builtIn = targets.builtIns.first(where: { $0.name == place.file }) {
      text = builtIn.text
    } else {
      text = try readText(place.file)
    }
    guard let looser = DescriptionText(text).without(itemAt: place.line) else {
      throw .error("the condition at \(place.fileAndLine) is not on lines of its own")
    }
    let selected = targets.selected
    guard try targets.add(looser, file: place.file) == target else {
      throw .error("`\(place.file)` describes another target now")
    }
    try targets.select(selected)
  }

}
